//! What every letter must be, whatever is in it.

use std::collections::BTreeMap;

use super::{digest, digest_text, notice};
use crate::article::{ArticleId, Language};
use crate::clock::micros;
use crate::render::edition::Letter;
use crate::render::input::{DigestIssue, Notice, Outlook, Recipient, Rejected, Settings, Shown};
use crate::render::samples::{original, reprint, settings, shown};

const NOW: i64 = 1_795_000_000_000_000;

/// The headers, unfolded; and the assertions that hold for each letter.
fn headers(letter: &Letter) -> BTreeMap<String, String> {
    let text = std::str::from_utf8(letter.bytes()).expect("ASCII");
    assert!(text.is_ascii());
    assert_eq!(
        text.matches('\n').count(),
        text.matches("\r\n").count(),
        "CRLF alone"
    );
    assert_eq!(
        text.matches('\r').count(),
        text.matches("\r\n").count(),
        "CRLF alone"
    );
    assert!(text.split("\r\n").all(|line| line.len() <= 998));
    let (head, _) = text.split_once("\r\n\r\n").expect("a body");
    for word in head
        .split_whitespace()
        .filter(|word| word.starts_with("=?"))
    {
        assert!(word.len() <= 75, "{word}");
    }
    let mut headers = BTreeMap::new();
    for line in head.replace("\r\n ", " ").split("\r\n") {
        let (name, value) = line.split_once(": ").expect("a header");
        assert_eq!(
            headers.insert(name.to_owned(), value.to_owned()),
            None,
            "{name} twice"
        );
    }
    for name in [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
    ] {
        assert!(headers.contains_key(name), "{name} in {head}");
    }
    headers
}

fn send(settings: &Settings, from: Option<&str>, articles: &[Shown], salt: &str) -> Letter {
    let issue = DigestIssue {
        name: "daily",
        title: "每日\r\nBcc: x@evil.example",
        issue: "daily.7",
        frozen: micros(NOW),
        articles,
    };
    let language = Language::parse("zh-CN").expect("lawful");
    let to = Recipient {
        email: "reader@例子.example",
        salt,
        unsubscribe_token: Some("t0ken-_x"),
        language: &language,
    };
    digest(settings, from, &issue, &to).expect("written")
}

#[test]
fn a_digest() {
    let articles = [shown(&reprint()), shown(&original())];
    let letter = send(
        &settings("zh-CN"),
        Some("每日 <daily@news.example>"),
        &articles,
        "s1",
    );
    let headers = headers(&letter);
    assert_eq!(headers["To"], "reader@xn--fsqu00a.example");
    assert_eq!(letter.to(), "reader@xn--fsqu00a.example");
    assert_eq!(letter.from(), "daily@news.example");
    assert_eq!(headers["List-Id"], "<daily.news.example>");
    assert_eq!(
        headers["List-Unsubscribe"],
        "<https://news.example/unsubscribe/t0ken-_x>"
    );
    assert_eq!(
        headers["List-Unsubscribe-Post"],
        "List-Unsubscribe=One-Click"
    );
    assert_eq!(headers["Date"], "Wed, 18 Nov 2026 11:06:40 +0000");
    assert!(headers["Message-ID"].ends_with("@news.example>"));
    let name = letter.file_name().strip_prefix("digest-daily.7-");
    let hash = name.and_then(|rest| rest.strip_suffix(".eml"));
    assert_eq!(hash.map(str::len), Some(16));
    assert_eq!(
        letter,
        send(
            &settings("zh-CN"),
            Some("每日 <daily@news.example>"),
            &articles,
            "s1"
        ),
        "the same bytes"
    );
    let other = send(
        &settings("zh-CN"),
        Some("每日 <daily@news.example>"),
        &articles,
        "s2",
    );
    assert_ne!(letter.file_name(), other.file_name());
}

#[test]
fn what_is_hostile_breaks_no_header() {
    let mut wild = original();
    wild["headline"] = "A\r\nBcc: v@evil.example\r\n\r\nbody\u{0}\u{85}\u{2028}".into();
    let mut settings = settings("zh-CN");
    settings.publisher = "Name\r\n\"X <a@b>: ,;\\ 驿".repeat(30);
    for from in [
        None,
        Some("a\r\nb: c\u{7} \"q\" <daily@news.example>"),
        Some("<daily@news.example>"),
    ] {
        let headers = headers(&send(&settings, from, &[shown(&wild)], "s\r\n"));
        assert!(headers["Subject"].contains("Bcc: v@evil.example"));
        assert!(!headers.contains_key("Bcc"));
    }
}

#[test]
fn long_headlines_and_bodies_stay_within_their_lines() {
    for headline in ["驿".repeat(300), "x".repeat(300), "👩‍👩‍👧‍👦".repeat(40)] {
        let mut long = reprint();
        long["headline"] = headline.into();
        long["summary"] = "y".repeat(5_000).into();
        headers(&send(&settings("en"), None, &[shown(&long)], "s"));
    }
}

#[test]
fn the_text_has_the_credit() {
    let articles = [shown(&reprint())];
    let issue = DigestIssue {
        name: "daily",
        title: "每日",
        issue: "daily.7",
        frozen: micros(NOW),
        articles: &articles,
    };
    let settings = settings("zh-CN");
    let text = digest_text(&settings, &issue, &settings.language);
    for part in [
        "转载自《驻马店日报》：https://zmd.example/2026/11/22/a.html?x=1&y=2",
        "© 2026 驻马店日报社",
        "https://news.example/articles/yicheng-138166",
        "驿城区前三季度",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn every_notice_in_both_tongues() {
    let case = "TD-2026-0001".to_owned();
    let status_url = "https://news.example/takedown/TD-2026-0001?key=k".to_owned();
    let outlooks = [
        Outlook::Incomplete,
        Outlook::Withheld,
        Outlook::Withholds(micros(NOW)),
        Outlook::Removes(micros(NOW)),
    ];
    let reminders = outlooks.map(|outlook| Notice::Reminder {
        case: case.clone(),
        percent: 75,
        deadline: micros(NOW),
        outlook,
    });
    let mut notices = vec![
        Notice::Received {
            case: case.clone(),
            missing: vec![],
            deadline: Some(micros(NOW)),
            status_url: status_url.clone(),
        },
        Notice::Received {
            case: case.clone(),
            missing: vec!["signature".into(), "works".into()],
            deadline: None,
            status_url: status_url.clone(),
        },
        Notice::Withdrawn {
            case: case.clone(),
            articles: vec![ArticleId::parse("a").expect("lawful")],
            digest: "驿城每日".into(),
            frozen: micros(NOW),
        },
    ];
    notices.extend(reminders);
    for state in [
        "confirmed",
        "withheld",
        "removed",
        "rejected",
        "countered",
        "restored",
        "\u{0}",
    ] {
        notices.push(Notice::Decided {
            case: case.clone(),
            state: state.into(),
            status_url: status_url.clone(),
        });
    }
    let mut names = std::collections::BTreeSet::new();
    for tag in ["zh-CN", "en"] {
        let language = Language::parse(tag).expect("lawful");
        let to = Recipient {
            email: "a@b.example",
            salt: "s",
            unsubscribe_token: None,
            language: &language,
        };
        for one in &notices {
            let letter =
                notice(&settings("zh-CN"), None, one, &case, micros(NOW), &to).expect("written");
            let headers = headers(&letter);
            assert_eq!(headers["Auto-Submitted"], "auto-generated");
            assert!(!headers.contains_key("List-Unsubscribe"));
            assert!(
                names.insert(letter.file_name().to_owned()),
                "{one:?} is a letter of its own"
            );
        }
    }
}

/// The subject and the text of a notice.
fn said(tag: &str, one: &Notice) -> String {
    let language = Language::parse(tag).expect("lawful");
    super::notice::words(&settings("zh-CN"), one, &language)
}

#[test]
fn a_reader_is_told_of_a_digest_by_its_title_and_day() {
    let withdrawn = Notice::Withdrawn {
        case: "TD-2026-0001".into(),
        articles: vec![ArticleId::parse("a").expect("lawful")],
        digest: "驿城每日".into(),
        frozen: micros(NOW),
    };
    assert!(said("zh-CN", &withdrawn).contains("2026年11月18日《驿城每日》中有文章已撤回"));
    assert!(said("en", &withdrawn).contains("“驿城每日” of 18 November 2026"));
}

#[test]
fn a_claimant_is_promised_what_the_page_keeps() {
    let decided = |state: &str| Notice::Decided {
        case: "TD-2026-0001".into(),
        state: state.into(),
        status_url: "https://news.example/takedown/TD-2026-0001?key=k".into(),
    };
    assert!(said("zh-CN", &decided("rejected")).contains("理由见"));
    assert!(!said("zh-CN", &decided("removed")).contains("理由"));
    assert!(!said("en", &decided("removed")).contains("reason"));
}

#[test]
fn a_rejection_is_told_with_its_report_and_no_trick_of_its_name() {
    let file = |file: &str, report: &str| Rejected {
        file: file.into(),
        report: report.into(),
    };
    let report = format!(
        "错误[bad-value]: 甲\n --> a.yaml:1:1\n1 | {}\n",
        "<b>&".repeat(900)
    );
    let one = Notice::Rejected {
        files: vec![
            file("a\r\nBcc: x@evil.example\u{202e}.yaml", &report),
            file("b.yaml", ""),
        ],
    };
    let language = Language::parse("zh-CN").expect("lawful");
    let to = Recipient {
        email: "desk@news.example",
        salt: "s",
        unsubscribe_token: None,
        language: &language,
    };
    let letter = notice(&settings("zh-CN"), None, &one, "inbox.1", micros(NOW), &to);
    let letter = letter.expect("written");
    assert!(letter.file_name().starts_with("notice-inbox.1-"));
    assert!(!headers(&letter).contains_key("Bcc"));
    let text = said("zh-CN", &one);
    assert!(text.starts_with("退稿 2 篇：a\\r\\nBcc"), "{text}");
    assert!(
        text.contains(report.trim_end()) && text.contains("\nb.yaml\n"),
        "{text}"
    );
    assert!(said("en", &one).starts_with("2 files rejected: "));
}

#[test]
fn no_blank_follows_a_full_width_sign() {
    let received = Notice::Received {
        case: "TD-2026-0001".into(),
        missing: vec![],
        deadline: Some(micros(NOW)),
        status_url: String::new(),
    };
    let reminder = Notice::Reminder {
        case: "TD-2026-0001".into(),
        percent: 75,
        deadline: micros(NOW),
        outlook: Outlook::Withholds(micros(NOW)),
    };
    for one in [received, reminder] {
        let text = said("zh-CN", &one);
        for sign in ["）", "：", "，", "。"] {
            assert!(!text.contains(&format!("{sign} ")), "{text}");
        }
    }
}

#[test]
fn the_credit_stands_before_the_link() {
    let articles = [shown(&reprint())];
    let issue = DigestIssue {
        name: "daily",
        title: "每日",
        issue: "daily.7",
        frozen: micros(NOW),
        articles: &articles,
    };
    let text = digest_text(
        &settings("zh-CN"),
        &issue,
        &Language::parse("zh-CN").expect("lawful"),
    );
    let at = |part: &str| text.find(part).expect("there");
    assert!(at("转载自《驻马店日报》") < at("https://news.example/articles/yicheng-138166"));
}
