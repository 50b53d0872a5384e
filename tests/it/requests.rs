//! Takedown requests that lie in the inbox: each becomes a case, whatever it is and beside whatever it lies.

use std::fs;
use std::io::Write as _;

use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};

use crate::house::{House, original, until};
use crate::http;

/// All that the Chinese law asks for.
fn request(targets: &str, evidence: &str) -> String {
    format!(
        "claimant: {{name: 张三, email: zhang@example.net}}\nworks: [{{description: 作品}}]\n\
         targets: [{targets}]\nsignature: 张三\nevidence: [\"{evidence}\"]\n"
    )
}

fn cases(house: &House) -> Vec<Value> {
    let list = house.done(&["takedown", "list", "--json"]);
    serde_json::from_str(&list).expect("an array")
}

fn shown(house: &House, case: &str) -> Value {
    let case = house.done(&["takedown", "show", case, "--json"]);
    serde_json::from_str(&case).expect("an object")
}

#[test]
fn of_a_request_that_is_too_large_the_first_part_opens_a_case_and_nothing_is_lost() {
    let house = House::new();
    house.drop_in("a1.yaml", &original("a1", "新修三条道路"));
    house.once();
    let page = "https://yicheng.example/articles/a1";
    let large = request(page, &"evid ".repeat(1 << 20));
    house.drop_in("takedowns/large.yaml", &large);
    house.once();
    house.once();
    let cases = cases(&house);
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0]["state"], "incomplete");
    assert_eq!(cases[0]["targets"], serde_json::json!(["a1"]));
    let number = cases[0]["case"].as_str().expect("its number");
    assert_eq!(
        shown(&house, number)["missing"],
        serde_json::json!([
            "claimant.name",
            "works",
            "evidence",
            "signature",
            "document.rest"
        ])
    );
    let part = house.read(&format!("var/takedowns/{number}.yaml"));
    assert!(part.len() <= 4 << 20 && large.starts_with(&part));
    assert_eq!(house.read("inbox/.rejected/large.yaml"), large);
    let report = house.read("inbox/.rejected/large.yaml.report.json");
    assert!(report.contains("too-large"), "{report}");
    let told = house.mails().into_values().map(String::from_utf8);
    assert!(
        told.flatten()
            .any(|mail| mail.contains("zhang@example.net"))
    );
}

#[test]
fn what_is_not_opened_opens_a_case_all_the_same() {
    let house = House::with("takedown: {deadline: 1h}\n");
    let whole = house.path("inbox/takedowns/whole.yaml");
    fs::write(house.path("elsewhere"), request("a1", "证据")).expect("a file");
    fs::hard_link(house.path("elsewhere"), &whole).expect("a link");
    std::os::unix::fs::symlink("/etc/hostname", house.path("inbox/takedowns/link.yaml"))
        .expect("a link");
    house.once();
    house.once();
    let cases = cases(&house);
    assert_eq!(cases.len(), 2);
    assert!(cases.iter().all(|case| case["state"] == "incomplete"));
    for name in ["whole.yaml", "link.yaml"] {
        assert!(
            house.exists(&format!("inbox/.rejected/{name}.report.txt")),
            "{name}"
        );
        assert!(!house.exists(&format!("inbox/takedowns/{name}")), "{name}");
    }
}

/// A script that was told 2 would file it again, and two clocks would run.
#[test]
fn a_log_that_takes_nothing_undoes_no_case() {
    let house = House::new();
    fs::create_dir(house.path("outbox/takedowns.jsonl")).expect("in its place");
    let file = house.path("request.yaml");
    fs::write(&file, request("a1", "证据")).expect("a request");
    let answer = house.masthead(&["takedown", "file", file.to_str().expect("UTF-8")]);
    assert_eq!((answer.code, answer.out.as_str()), (0, "TD-2026-0001\n"));
    assert!(
        answer.err.contains("a folder stands where"),
        "{}",
        answer.err
    );
    let answer = house.masthead(&["takedown", "reject", "TD-2026-0001", "--reason", "无权"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    fs::remove_dir(house.path("outbox/takedowns.jsonl")).expect("out of the way");
    house.once();
    let log = house.read("outbox/takedowns.jsonl");
    assert!(
        log.contains("\"received\"") && log.contains("\"rejected\""),
        "{log}"
    );
}

#[test]
fn a_request_without_the_end_mark_is_read_and_waits() {
    let house = House::with("");
    let config = house.read("config/masthead.yaml");
    let config = config.replace("settle: 0s", "settle: 0s, require_end: true");
    fs::write(house.path("config/masthead.yaml"), config).expect("the configuration");
    house.drop_in(
        "a1.yaml",
        &format!("{}...\n", original("a1", "新修三条道路")),
    );
    house.drop_in("takedowns/open.yaml", &request("a1", "证据"));
    house.once();
    let cases = cases(&house);
    assert_eq!((cases.len(), &cases[0]["state"]), (1, &"incomplete".into()));
    let number = cases[0]["case"].as_str().expect("its number");
    assert_eq!(
        shown(&house, number)["missing"],
        serde_json::json!(["document"])
    );
}

#[test]
fn a_request_that_lies_beside_its_article_names_it() {
    let house = House::new();
    house.drop_in("takedowns/request.yaml", &request("a1", "证据"));
    house.drop_in("a1.yaml", &original("a1", "新修三条道路"));
    house.once();
    let cases = cases(&house);
    assert_eq!((cases.len(), &cases[0]["state"]), (1, &"received".into()));
}

/// What its sender still writes would be in no case.
#[test]
fn a_request_that_is_still_being_written_waits_for_the_next_run() {
    let house = House::new();
    house.drop_in("a1.yaml", &original("a1", "新修三条道路"));
    house.once();
    let whole = request("a1", "证据");
    let (first, rest) = whole.split_at(whole.find("signature").expect("a signature"));
    let path = house.path("inbox/takedowns/r.yaml");
    let mut file = fs::File::create(&path).expect("it is begun");
    file.write_all(first.as_bytes()).expect("its first part");
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 0);
    let told = answer.err.matches("still writing").count();
    assert_eq!(told, 1, "{}", answer.err);
    assert_eq!(cases(&house).len(), 0);
    file.write_all(rest.as_bytes()).expect("its rest");
    drop(file);
    house.once();
    let cases = cases(&house);
    assert_eq!((cases.len(), &cases[0]["state"]), (1, &"received".into()));
}

/// A row that somebody changed by hand, and a deadline that passes all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_fails_keeps_nobody_from_reading_the_rest() {
    let house = House::with("takedown: {deadline: 2s, auto_withhold_before: 1s}\n");
    house.drop_in("a1.yaml", &original("a1", "新修三条道路"));
    house.once();
    fs::write(house.path("request"), request("a1", "证据")).expect("a request");
    let file = house.path("request").display().to_string();
    let [broken, whole] = [(); 2].map(|()| house.done(&["takedown", "file", &file]));
    let database = format!("sqlite:{}", house.path("var/masthead.db").display());
    let mut database = SqliteConnection::connect(&database).await.expect("opens");
    sqlx::query("UPDATE cases SET request = '{' WHERE case_no = $1")
        .bind(broken.trim())
        .execute(&mut database)
        .await
        .expect("spoils");
    database.close().await.expect("closes");
    std::thread::sleep(std::time::Duration::from_secs(1));

    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert!(answer.err.contains(broken.trim()), "{}", answer.err);
    assert!(!house.read("outbox/www/feed.rss").contains("新修三条道路"));
    let log = house.read("outbox/takedowns.jsonl");
    let withheld = log.lines().find(|line| line.contains("\"withheld\""));
    assert!(
        withheld.is_some_and(|line| line.contains(whole.trim())),
        "{log}"
    );
    let _daemon = house.spawn();
    until("the daemon answers", || {
        http::try_get(house.port(), "/articles/a1").is_ok_and(|reply| reply.status == 451)
    });
}

#[test]
fn people_read_times_in_the_publisher_s_zone_and_scripts_in_utc() {
    let house = House::new();
    house.drop_in("a1.yaml", &original("a1", "新修三条道路"));
    house.once();
    house.drop_in("takedowns/r.yaml", &request("a1", "底稿"));
    house.once();
    let number = cases(&house)[0]["case"]
        .as_str()
        .expect("its number")
        .to_owned();
    house.done(&["takedown", "remove", &number]);
    for command in [
        &["takedown", "list"][..],
        &["takedown", "show", &number],
        &["article", "show", "a1"],
    ] {
        let text = house.done(command);
        assert!(text.contains(" +08:00") && !text.contains("Z\n"), "{text}");
    }
    let deadline = shown(&house, &number)["deadline"].to_string();
    assert!(deadline.ends_with("Z\""), "{deadline}");
}
