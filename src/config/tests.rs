//! The file as operators write it, and as they should not.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::{Config, ConfigError, Required, SourceStatus, Store, Tls, Transport};
use crate::workspace::Workspace;

const LEAST: &str = "publisher: {name: 驿城新闻, takedown_email: takedown@news.example}\n";

fn read(text: &str) -> Result<Config, Vec<String>> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let workspace = Workspace::at(folder.path()).expect("absolute");
    workspace.create().expect("made");
    fs::write(workspace.config_file(), text).expect("written");
    fs::write(workspace.var().join("smtp.password"), "geheim\n").expect("written");
    Config::read(&workspace, &|_| None).map_err(|error| match error {
        ConfigError::Faulty(faults) => faults.iter().map(ToString::to_string).collect(),
        ConfigError::Unreadable { .. } => vec![error.to_string()],
    })
}

/// What is wrong with a file that begins with the least there must be.
fn wrong(text: &str) -> String {
    read(&format!("{LEAST}{text}"))
        .expect_err("faulty")
        .join("\n")
}

#[test]
fn two_keys_are_enough() {
    let config = read(LEAST).expect("lawful");
    assert_eq!(config.publisher.language.as_str(), "zh-CN");
    assert_eq!(
        super::zone_name(&config.publisher.time_zone),
        "Asia/Shanghai"
    );
    assert_eq!(config.inbox.max_bytes, 4 << 20);
    assert_eq!(config.inbox.settle, Duration::from_secs(2));
    assert_eq!(config.base_url(), "http://127.0.0.1:8080");
    assert!(matches!(&config.store, Store::Sqlite(path) if path.ends_with("var/masthead.db")));
    assert!(config.www.is_absolute() && config.www.ends_with("outbox/www"));
    assert_eq!(config.entries, 50);
    assert!(matches!(config.mail.transport, Transport::File));
    assert_eq!(config.takedown.deadline, Duration::from_hours(24));
    assert_eq!(config.takedown.stub_for, Duration::from_hours(30 * 24));
    assert!(config.takedown.clock_from_receipt && !config.policy.listed_only);
}

#[test]
fn the_file_that_we_hand_out_is_lawful_commented_or_not() {
    let ours = include_str!("../../config/masthead.yaml");
    let config = read(ours).expect("lawful");
    assert_eq!(config.digests.len(), 1);
    let schedule = config.digests[0]
        .schedule
        .as_ref()
        .map(super::Schedule::text);
    assert_eq!(schedule, Some("0 8 * * *"));
}

#[test]
fn all_keys_are_read() {
    let config = read(
        "publisher: {name: 驿城新闻, names: [驿城], takedown_email: a@b.example, language: en-gb, time_zone: Europe/Berlin, footer: [one]}
http: {base_url: 'https://news.example/', listen: '[::]:80'}
inbox: {notify: [desk@news.example, anna@news.example]}
policy: {sources: listed, require: [editor, summary]}
feeds: {entries: 20}
sources:
  - {name: 河南日报, slug: henan, aliases: [河南日报客户端], domains: [HenanDaily.cn], status: frozen,
     permission: {basis: agreement, reference: 2026-1, expires: 2026-12-31}}
  - {name: 驻马店日报}
mail:
  from: Daily <daily@news.example>
  transport: smtp
  smtp: {host: smtp.example, port: 465, tls: implicit, username: daily, password_file: var/smtp.password, connections: 2}
digests: [{name: daily, schedule: '0 8 * * 1-5', time_zone: UTC, categories: [河南/驻马店]}]
takedown: {deadline: 48h, clock: confirmed, auto_withhold_before: 0s}
",
    )
    .expect("lawful");
    assert_eq!(config.base_url(), "https://news.example");
    assert_eq!(
        config.inbox.notify,
        ["desk@news.example", "anna@news.example"]
    );
    assert_eq!(config.publisher.language.as_str(), "en-GB");
    assert_eq!(config.policy.require, [Required::Editor, Required::Summary]);
    let [henan, zmd] = &config.policy.sources[..] else {
        panic!("two sources")
    };
    assert_eq!(
        (henan.slug.as_str(), henan.status),
        ("henan", SourceStatus::Frozen)
    );
    assert_eq!(henan.domains, ["henandaily.cn"]);
    let ground = henan.permission.as_ref().and_then(|ground| ground.expires);
    assert_eq!(
        ground.map(|end| end.to_string()).as_deref(),
        Some("2026-12-31T23:00:00Z")
    );
    assert_eq!(zmd.slug, "驻马店日报");
    let Transport::Smtp(smtp) = &config.mail.transport else {
        panic!("smtp")
    };
    assert_eq!(
        (smtp.tls, smtp.port, smtp.connections),
        (Tls::Implicit, 465, 2)
    );
    assert!(
        smtp.credentials
            .as_ref()
            .is_some_and(|(_, password)| password.0 == "geheim")
    );
    assert_eq!(config.digests[0].title, "daily");
    assert!(!config.takedown.clock_from_receipt);
}

#[test]
fn a_deadline_alone_is_enough() {
    for (deadline, before) in [("24h", "1h"), ("2h", "1h"), ("1h", "150s"), ("24s", "1s")] {
        let text = format!(
            "publisher: {{name: 驿城新闻, takedown_email: a@b.example}}\ntakedown: {{deadline: {deadline}}}\n"
        );
        let takedown = read(&text).expect("lawful").takedown;
        let before = super::unit::duration(before).expect("a duration");
        assert_eq!(takedown.auto_withhold_before, before, "{deadline}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_its_place() {
    let faults = read(
        "publisher:
  name: 驿城新闻
  takedown_email: nobody
  time_zone: Asia/Yicheng
inbox: {setle: 2s, scan: 0s, encodings: [gbk], notify: [a@b.example, desk]}
http: {listen: 8080}
mail: {transport: smtp, dkim: {domain: a}}
outbox: {url: 's3://bucket'}
digests: [{name: daily, schedule: '0 25 * * *'}]
",
    )
    .expect_err("faulty");
    for (fault, beginning) in faults.iter().zip([
        "config/masthead.yaml:3:19: publisher.takedown_email: must be a mail address",
        "config/masthead.yaml:4:14: publisher.time_zone: \"Asia/Yicheng\" is no time zone",
        "config/masthead.yaml:5:9: inbox.setle: is no key: did you mean settle?",
        "config/masthead.yaml:5:26: inbox.scan: must be longer than nothing",
        "config/masthead.yaml:5:42: inbox.encodings.0: encodings other than utf-8 are not yet",
        "config/masthead.yaml:5:70: inbox.notify.1: must be a mail address",
        "config/masthead.yaml:6:16: http.listen: must be host:port",
        "config/masthead.yaml:7:19: mail.transport: smtp needs",
        "config/masthead.yaml:7:25: mail.dkim: signing is not yet built",
        "config/masthead.yaml:8:15: outbox.url: object stores are not yet built",
        "config/masthead.yaml:9:35: digests.0.schedule: value must be in range",
    ]) {
        assert!(
            fault.starts_with(beginning),
            "{fault}\nshould be\n{beginning}"
        );
    }
    assert_eq!(faults.len(), 11, "{faults:#?}");
}

#[test]
fn what_is_missing_is_named() {
    let faults = read("publisher: {name: a}\n").expect_err("faulty");
    assert_eq!(
        faults,
        ["config/masthead.yaml:1:1: publisher.takedown_email: must be set"]
    );
    assert_eq!(
        read("").expect_err("faulty"),
        ["config/masthead.yaml:1:1: publisher: must be set"]
    );
}

#[test]
fn secrets_stay_out_of_the_file() {
    assert!(wrong("store: {url: 'postgres://a:b@c/d'}").contains("store.password_file"));
    assert!(
        wrong("mail: {smtp: {host: a.example, username: b}}").contains("MASTHEAD_SMTP_PASSWORD")
    );
    let absent = wrong("mail: {smtp: {host: a.example, username: b, password_file: var/absent}}");
    assert!(
        absent.contains("mail.smtp.password_file: cannot read the secret"),
        "{absent}"
    );
    assert_eq!(absent.lines().count(), 1);
}

#[test]
fn smtp_needs_what_its_links_need() {
    let server = "mail: {transport: smtp, from: a@b.example, smtp: {host: c.example}}\n";
    assert!(wrong(server).contains("smtp needs http.base_url"));
    let whole = format!("{LEAST}{server}http: {{base_url: 'https://b.example'}}\n");
    assert!(read(&whole).is_ok());
}

#[test]
fn a_name_means_one_source() {
    let twice = wrong("sources: [{name: a, aliases: [c]}, {name: b, aliases: [c]}]");
    assert!(
        twice.contains("\"c\" already means the source \"a\""),
        "{twice}"
    );
    assert!(
        wrong("sources: [{name: a, slug: x}, {name: b, slug: x}]")
            .contains("already is the folder")
    );
    assert!(wrong("digests: [{name: a}, {name: a}]").contains("another digest"));
    for span in [
        "takedown: {deadline: 99999999999d}",
        "inbox: {settle: 3651d}",
    ] {
        assert!(wrong(span).contains("at most 3650d"), "{span}");
    }
    assert!(read(&format!("{LEAST}takedown: {{stub_for: 3650d}}")).is_ok());
    assert!(
        wrong("takedown: {deadline: 1h, auto_withhold_before: 1h}")
            .contains("shorter than takedown.deadline")
    );
    assert!(wrong("feeds: {entries: 5000}").contains("from 1 to 1000"));
}

#[test]
fn an_unreadable_file_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let workspace = Workspace::at(folder.path()).expect("absolute");
    let error = Config::read(&workspace, &|_| Some(OsString::new())).expect_err("none there");
    assert!(error.to_string().contains("masthead init DIR"), "{error}");
    assert!(wrong("a: [").contains("is no YAML"));
}

proptest::proptest! {
    #[test]
    fn no_file_makes_it_stumble(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
        let workspace = Workspace::at(Path::new("/nowhere")).expect("absolute");
        proptest::prop_assert!(super::read::parse(&bytes, &workspace, &|_| None).is_err());
    }
}

/// Every example of the file, taken out of its comment: none may be refused, once somebody uses it.
#[test]
fn the_examples_in_the_file_are_lawful() {
    let ours = include_str!("../../config/masthead.yaml");
    let examples: Vec<String> = ours
        .lines()
        .map(|line| {
            let bare = line.replacen("# ", "", 1);
            if line.trim_start().starts_with('#') && is_example(&bare) {
                bare
            } else {
                line.to_owned()
            }
        })
        .filter(|line| !line.contains("postgres.password"))
        .collect();
    let examples = examples.join("\n");
    let config = read(&examples).unwrap_or_else(|faults| panic!("{faults:#?}\n{examples}"));
    assert_eq!(config.policy.sources.len(), 1);
    assert_eq!(config.publisher.footer.len(), 2);
    assert!(config.http.base_url.is_some());
}

/// Whether a line is a key or a list's item, and no sentence.
fn is_example(line: &str) -> bool {
    let line = line.trim_start();
    let key = line
        .split_once(':')
        .map(|(key, _)| key.trim_start_matches("- "));
    let is_key = key.is_some_and(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    is_key || line.starts_with("- ")
}
