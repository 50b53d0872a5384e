//! Lists of subscribers, in and out, by the command.

use std::fs;

use crate::house::House;

fn import(house: &House, list: &[u8]) -> crate::house::Answer {
    let file = house.path("list.csv");
    fs::write(&file, list).expect("a list");
    house.masthead(&["subscriber", "import", file.to_str().expect("UTF-8")])
}

#[test]
fn a_line_that_cannot_be_read_stops_no_other() {
    let house = House::new();
    let mut list = b"email,consent\na@x.example,form\n".to_vec();
    // GBK, and a NUL, which PostgreSQL does not take.
    list.extend(b"b@x.example,\xcd\xf8\xd5\xbe\nc@x.example,\"a\0b\"\nd@x.example,form\n");
    let answer = import(&house, &list);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert_eq!(answer.out, "2 added, 2 left out\n");
    assert!(
        answer.err.contains("list.csv:3: is not UTF-8"),
        "{}",
        answer.err
    );
    assert!(
        answer.err.contains("list.csv:4: holds a NUL"),
        "{}",
        answer.err
    );
}

#[test]
fn who_is_known_gets_the_language_and_the_zone_of_the_list() {
    for house in House::on_each_engine("") {
        house.done(&["subscriber", "add", "a@x.example"]);
        let answer = import(
            &house,
            b"email,language,time_zone\nA@x.example,en,Europe/Berlin\n",
        );
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (0, "1 added, 0 left out\n")
        );
        // What a later list leaves open stays.
        assert_eq!(import(&house, b"email\na@x.example\n").code, 0);
        let exported = house.done(&["subscriber", "export"]);
        assert!(
            exported.contains("a@x.example,daily,en,Europe/Berlin,"),
            "{exported}"
        );
    }
}

#[test]
fn what_is_exported_can_be_imported() {
    let house = House::with("digests: [{name: daily}, {name: old}]\n");
    house.done(&["subscriber", "add", "both@x.example"]);
    house.done(&["subscriber", "add", "old@x.example", "--digest", "old"]);
    house.configure("digests: [{name: daily}]\n");
    let answer = house.masthead(&["subscriber", "export"]);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines[1..], ["both@x.example,daily,,,exported"]);
    assert!(answer.err.contains("1 left out"), "{}", answer.err);
    let again = import(&house, answer.out.as_bytes());
    assert_eq!(again.code, 0, "{}", again.err);
}

#[test]
fn an_address_that_no_letter_can_go_to_is_refused() {
    let house = House::new();
    for address in ["用户@x.example", "a@b", "a@1.2.3.4"] {
        let answer = house.masthead(&["subscriber", "add", address]);
        assert_eq!(answer.code, 2, "{address}: {}", answer.err);
        assert!(answer.err.contains("no letter can go"), "{}", answer.err);
    }
    let answer = import(&house, "email\n用户@x.example\na@例子.example\n".as_bytes());
    assert_eq!(
        (answer.code, answer.out.as_str()),
        (1, "1 added, 1 left out\n"),
        "{}",
        answer.err
    );
    assert!(answer.err.contains("list.csv:2:"), "{}", answer.err);
    // The address stays as its owner writes it.
    house.done(&["subscriber", "remove", "a@例子.example"]);
}

#[test]
fn who_has_unsubscribed_is_counted_as_left_out() {
    let house = House::new();
    house.done(&["subscriber", "add", "a@x.example"]);
    house.done(&["subscriber", "remove", "a@x.example"]);
    let answer = import(&house, b"email\na@x.example\nb@x.example\n");
    assert_eq!(
        (answer.code, answer.out.as_str()),
        (0, "1 added, 1 left out\n")
    );
    assert!(answer.err.contains("1 reader left out"), "{}", answer.err);
}
