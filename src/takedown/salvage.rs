//! What can still be read of a request that is no document: whom to answer, and which pages it
//! names. Nobody should lose a right by a missing quotation mark.

use super::request::{Claimant, Request};
use super::target::{Target, Targets};
use crate::article::mail_address;

/// Reads word by word what may be an address of mail and what is a page of ours.
pub(super) fn salvage(text: &str, base_url: &str) -> Request {
    let mut targets = Targets::new(base_url);
    for word in words(text).filter(|word| word.starts_with("http")) {
        if Target::parse(word, base_url).article.is_some() {
            targets.add(word);
        }
    }
    let email = words(text)
        .flat_map(|word| word.split(':'))
        .find(|word| mail_address(word).is_ok());
    let mut unreadable = vec!["document".into()];
    Request {
        claimant: Claimant {
            email: email.map(str::to_owned),
            ..Claimant::default()
        },
        targets: targets.finish(&mut unreadable),
        unreadable,
        ..Request::default()
    }
}

/// The text cut at white space, at quotation marks and brackets, and at the full-width punctuation
/// that no address holds.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let cuts =
        |c: char| c.is_whitespace() || "\"'`<>()[]{},;，。；：、！？（）【】《》“”‘’".contains(c);
    text.split(cuts).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::salvage;

    #[test]
    fn whom_to_answer_and_what_it_names() {
        let text = "claimant: {name: 李四, email: li@example.org\ntargets: [https://news.example/articles/a1，\
                    https://news.example/articles/a1, https://other.example/articles/a2]\n";
        let request = salvage(text, "https://news.example");
        assert_eq!(request.claimant.email.as_deref(), Some("li@example.org"));
        let articles: Vec<String> = request.articles().into_iter().map(String::from).collect();
        assert_eq!(articles, ["a1"]);
        assert!(request.missing(true).contains(&"document".to_owned()));
    }

    #[test]
    fn an_address_right_after_its_key() {
        let request = salvage("email:li@example.org", "https://news.example");
        assert_eq!(request.claimant.email.as_deref(), Some("li@example.org"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in ".*") {
            salvage(&text, "https://news.example");
        }
    }
}
