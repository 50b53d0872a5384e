//! Invariant 1, from the outside: whatever was cleared, its source, its link, its reprint line and its
//! notice are in every format. Looked for with other readers than the writers, where there are any.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::samples::{reprint, settings, shown, window};
use super::{Format, article, digest, digest_text, feed, list};
use crate::article::text::xml_text;
use crate::article::{Language, Outlet};
use crate::clock::micros;
use crate::render::input::{DigestIssue, Recipient, Shown};

/// Text as a reader sees it: no tags, no references, whitespace drawn together.
fn seen(markup: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in markup.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    for (reference, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ] {
        text = text.replace(reference, c);
    }
    for (reference, c) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, c);
    }
    flat(&text)
}

fn flat(text: &str) -> String {
    xml_text(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A reprint whose rights fields hold anything that the door lets in.
fn any_reprint() -> impl Strategy<Value = Value> {
    let text = || "\\PC{0,12}[<>&\"'\u{FFFE}\u{202E}驿]\\PC{0,6}[A-Za-z]";
    let tag = prop_oneof![Just("zh-CN"), Just("en"), Just("ar")];
    let url = "https://[a-z]{1,8}\\.example/[a-z&=?]{0,12}[a-z]";
    (text(), text(), url, text(), text(), tag).prop_map(
        |(name, line, url, holder, headline, tag)| {
            let mut document = reprint();
            document["source"]["name"] = json!(name);
            document["source"]["url"] = json!(url);
            document["source"]["headline"] = Value::Null;
            document["attribution"] = json!(format!("{line} {url}"));
            document["copyright"] = json!({"holder": holder, "notice": format!("© {holder}")});
            document["headline"] = json!(headline);
            document["language"] = json!(tag);
            document
        },
    )
}

/// Asserts that a text tells all that must be told.
fn tells(what: &str, text: &str, work: &Shown) {
    let source = &work.article.reprint().expect("a reprint").source;
    let attribution = &work.article.reprint().expect("a reprint").attribution;
    for part in [
        &source.name,
        &source.url,
        attribution,
        &work.article.copyright().notice,
    ] {
        assert!(
            text.contains(&flat(part)),
            "{what}: {part:?} is not in {text:?}"
        );
    }
}

/// The body of a letter's part, decoded.
fn decoded(part: &str) -> String {
    use base64::Engine as _;
    let (head, body) = part.split_once("\r\n\r\n").expect("a head");
    let bytes = if head.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        base64::engine::general_purpose::STANDARD
            .decode(packed)
            .expect("base64")
    } else if head.contains("quoted-printable") {
        let joined = body.replace("=\r\n", "");
        let mut parts = joined.split('=');
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).expect("hex"));
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        }
        bytes
    } else {
        body.as_bytes().to_vec()
    };
    String::from_utf8(bytes).expect("text")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn the_credit_is_in_every_format(document in any_reprint()) {
        let settings = settings("zh-CN");
        let work = shown(&document);
        let window = window(Outlet::Site, std::slice::from_ref(&document));
        let notice = flat(&work.article.copyright().notice);

        let rss = feed(&settings, &window, Format::Rss).expect("written");
        let channel = rss::Channel::read_from(rss.bytes()).expect("RSS");
        let item = &channel.items()[0];
        tells("RSS content", &seen(item.content().expect("content")), &work);
        tells("RSS description", &seen(item.description().expect("description")), &work);
        let dublin = item.dublin_core_ext().expect("Dublin Core");
        assert!(flat(&dublin.rights()[0]).contains(&notice));

        let atom = feed(&settings, &window, Format::Atom).expect("written");
        let atom = atom_syndication::Feed::read_from(atom.bytes()).expect("Atom");
        let entry = &atom.entries()[0];
        let content = entry.content().and_then(|content| content.value()).expect("content");
        tells("Atom content", &seen(content), &work);
        tells("Atom summary", &seen(entry.summary().expect("summary").as_str()), &work);
        assert!(flat(entry.rights().expect("rights").as_str()).contains(&notice));

        let json = feed(&settings, &window, Format::Json).expect("written");
        let json: Value = serde_json::from_slice(json.bytes()).expect("JSON");
        tells("JSON Feed", &seen(json["items"][0]["content_html"].as_str().expect("content")), &work);
        assert_eq!(json["items"][0]["_masthead"]["source"]["url"], document["source"]["url"]);

        let page = article(&settings, &work).expect("written");
        let page = String::from_utf8(page.bytes().to_vec()).expect("text");
        let (head, rest) = page.split_once("<script type=\"application/ld+json\">").expect("JSON-LD");
        let (ld, body) = rest.split_once("</script>").expect("an end");
        let ld: Value = serde_json::from_str(ld).expect("JSON");
        tells("JSON-LD", &flat(ld["creditText"].as_str().expect("text")), &work);
        assert!(!head.contains("<script") && !body.contains("<script"));
        tells("page", &seen(body), &work);

        let list = list(&settings, &window).expect("written");
        tells("list", &seen(std::str::from_utf8(list.bytes()).expect("text")), &work);

        let issue = DigestIssue {
            name: "daily",
            title: "每日",
            issue: "daily.1",
            frozen: micros(0),
            articles: std::slice::from_ref(&work),
        };
        tells("digest", &flat(&digest_text(&settings, &issue, &settings.language)), &work);
        let language = Language::parse("en").expect("lawful");
        let to = Recipient { email: "a@b.example", salt: "s", unsubscribe_token: None, language: &language };
        let letter = digest(&settings, None, &issue, &to).expect("written");
        let letter = std::str::from_utf8(letter.bytes()).expect("ASCII");
        let (_, after) = letter.split_once("boundary=\"").expect("a boundary");
        let (boundary, _) = after.split_once('"').expect("an end");
        let parts: Vec<&str> = letter.split(&format!("--{boundary}")).collect();
        assert!(parts[1].contains("text/plain") && parts[2].contains("text/html"), "text comes first");
        tells("letter's text", &flat(&decoded(parts[1])), &work);
        tells("letter's HTML", &seen(&decoded(parts[2])), &work);
    }
}

#[test]
fn nothing_withdrawn_is_in_any_format() {
    let settings = settings("en");
    let window = window(Outlet::Site, &[]);
    let page = list(&settings, &window).expect("written");
    assert!(
        !String::from_utf8_lossy(page.bytes()).contains("gone-1"),
        "a list needs no stub"
    );
    for format in Format::ALL {
        let feed = feed(&settings, &window, format).expect("written");
        let text = String::from_utf8_lossy(feed.bytes()).into_owned();
        assert!(
            text.contains("https://old.example/articles/gone-1") && text.contains("TD-2026-0001")
        );
    }
}
