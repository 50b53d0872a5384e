//! How much of one text stands in another: whether a file of a known name corrects what is published under it, or is
//! another work.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::{Piece, pieces};

/// How many tokens make a shingle of a text: characters where a script writes no spaces, words elsewhere.
const CHARACTERS: usize = 4;
const WORDS: usize = 3;

/// Headlines are short: a changed word must leave something to know them by.
const OF_HEADLINE: usize = 2;

/// The part of the shorter text's shingles that tells a correction. Unrelated reports of one desk share less: stock
/// phrases make up to 0.14 of a Chinese text and 0.28 of an English one.
const TEXT: f64 = 0.3;

/// The same for headlines, of which two about one town easily share a third.
const HEADLINE: f64 = 0.5;

/// Whether two headlines say nearly the same. Those that differ in a number are two parts of a series, such as
/// yesterday's and today's news.
#[must_use]
pub fn headlines_match(one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    let (one, other) = (tokens(&one), tokens(&other));
    let numbers = |tokens: &[Token<'_>]| {
        let number = |token: &Token<'_>| token.text.chars().any(is_digit);
        let numbers = tokens.iter().filter(|token| number(token));
        numbers
            .map(|token| token.text.to_owned())
            .collect::<Vec<_>>()
    };
    numbers(&one) == numbers(&other) && containment(&one, &other, OF_HEADLINE) >= HEADLINE
}

/// Whether two sanitised bodies have much of their text in common: most of the shorter may stand in the longer, so that
/// a flash that grew into a report is known again.
#[must_use]
pub fn texts_match(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (normal(&spaced(one)), normal(&spaced(other)));
    let (one, other) = (tokens(&one), tokens(&other));
    let characters = |tokens: &[Token<'_>]| tokens.iter().filter(|t| t.is_character).count();
    let size = if 2 * (characters(&one) + characters(&other)) > one.len() + other.len() {
        CHARACTERS
    } else {
        WORDS
    };
    containment(&one, &other, size) >= TEXT
}

/// The part of the smaller text's shingles that the larger one holds; nothing is in an empty one.
fn containment(one: &[Token<'_>], other: &[Token<'_>], size: usize) -> f64 {
    // What is shorter than a shingle is one as a whole.
    let size = size.min(one.len()).min(other.len());
    if size == 0 {
        return 0.0;
    }
    let shingles = |tokens| {
        let shingles: HashSet<&[Token<'_>]> = <[Token<'_>]>::windows(tokens, size).collect();
        shingles
    };
    let (one, other) = (shingles(one), shingles(other));
    let shared = one.intersection(&other).count();
    let least = one.len().min(other.len());
    #[expect(
        clippy::cast_precision_loss,
        reason = "a file has a few million shingles at most"
    )]
    let part = shared as f64 / least as f64;
    part
}

/// A character of a script without spaces, or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Token<'a> {
    text: &'a str,
    is_character: bool,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut word = None;
    for (at, c) in text.char_indices() {
        let is_character = stands_alone(c);
        if c.is_alphanumeric() && !is_character {
            word.get_or_insert(at);
            continue;
        }
        if let Some(start) = word.take() {
            tokens.push(Token {
                text: &text[start..at],
                is_character: false,
            });
        }
        if is_character {
            tokens.push(Token {
                text: &text[at..at + c.len_utf8()],
                is_character,
            });
        }
    }
    if let Some(start) = word {
        tokens.push(Token {
            text: &text[start..],
            is_character: false,
        });
    }
    tokens
}

/// Whether a character is of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese;
/// and Korean, whose words change their ends.
fn stands_alone(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
}

fn is_digit(c: char) -> bool {
    c.is_numeric() || "零一二三四五六七八九十".contains(c)
}

fn normal(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The visible text, with a space for each tag: words of two paragraphs are two.
fn spaced(sanitised_html: &str) -> String {
    let mut text = String::with_capacity(sanitised_html.len());
    for piece in pieces(sanitised_html) {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Char(c) => text.push(c),
            Piece::Tag(_) => text.push(' '),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{headlines_match, texts_match};

    #[test]
    fn a_headline_is_known_again_by_most_of_its_words() {
        for (one, other) in [
            ("要闻", "要闻"),
            ("驿城区新修三条道路", "驿城区新修三条道路（更正）"),
            ("驿城区新修三跳道路", "驿城区新修三条道路"),
            (
                "Counsil approves the new budget",
                "Council approves the new budget",
            ),
            ("Council Approves Budget", "council approves budget"),
            ("第３期招聘会举行", "第3期招聘会举行"),
        ] {
            assert!(headlines_match(one, other), "{one} / {other}");
        }
        for (one, other) in [
            ("驿城区新修三条道路", "驿城区举行消防演练"),
            ("11月27日要闻", "11月28日要闻"),
            ("周一要闻", "周二要闻"),
            ("Briefing of 27 November", "Briefing of 28 November"),
            ("Council approves budget", "School opens its library"),
            ("", ""),
        ] {
            assert!(!headlines_match(one, other), "{one} / {other}");
        }
    }

    const ROADS: &str = "<p>驿城区今年新修三条道路，总长十二公里，十一月底全部通车。沿线二十个村的居民进城时间缩短一半。</p>";
    const DRILL: &str = "<p>驿城区消防大队昨天在三所学校举行疏散演练，两千名师生在四分钟内到达操场。演练每学期举行一次。</p>";
    const BUDGET: &str = "<p>The council approved the budget for next year on Tuesday. It spends more on roads and less on lights.</p>";
    const LIBRARY: &str = "<p>The school opened its library on Tuesday. It has two thousand books and is open until eight in the evening.</p>";

    #[test]
    fn a_correction_of_one_paragraph_has_much_in_common() {
        let corrected = ROADS
            .replace("十二公里", "十三公里")
            .replace("二十个村", "二十一个村");
        assert!(texts_match(ROADS, &corrected));
        assert!(texts_match(
            "<p>今天驿城区新修三条道路。</p>",
            "<p>今天驿城区新修四条道路。</p>"
        ));
        let corrected = BUDGET
            .replace("Tuesday", "Wednesday")
            .replace("less", "nothing");
        assert!(texts_match(BUDGET, &corrected));
    }

    #[test]
    fn a_flash_that_grew_and_a_report_that_was_cut_are_known_again() {
        let grown = format!("{ROADS}{DRILL}{DRILL}<p>图为通车现场。</p>");
        assert!(texts_match(ROADS, &grown) && texts_match(&grown, ROADS));
    }

    #[test]
    fn two_reports_of_one_desk_have_little_in_common() {
        assert!(!texts_match(ROADS, DRILL));
        assert!(!texts_match(BUDGET, LIBRARY));
        assert!(!texts_match(
            "<p>今天驿城区新修三条道路。</p>",
            "<p>今天驿城区举办运动会。</p>"
        ));
        assert!(!texts_match(ROADS, BUDGET));
        assert!(!texts_match(
            ROADS,
            "<p><img src=\"https://a.example/1.jpg\"></p>"
        ));
    }

    #[test]
    fn a_picture_alone_is_the_same_or_another() {
        let one = "<p><img src=\"https://a.example/1.jpg\"></p>";
        assert!(texts_match(one, one));
        assert!(!texts_match(
            one,
            "<p><img src=\"https://a.example/2.jpg\"></p>"
        ));
    }

    #[test]
    fn words_of_two_paragraphs_are_two() {
        assert!(texts_match(
            "<p>one two</p><p>three four</p>",
            "<p>one two three four</p>"
        ));
    }
}
