//! The inbox as people and programs use it: uploads that rename or come in parts, folders that somebody puts links and
//! pipes into, and an inbox that goes away and comes back.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::Value;

use crate::house::{House, original, until};

/// With the waits that the configuration has by default, but shorter.
fn house(settle: &str, scan: &str) -> House {
    let house = House::new();
    let config = house.read("config/masthead.yaml");
    let waits = format!("settle: {settle}, scan: {scan}");
    let config = config.replace("settle: 0s, scan: 1s", &waits);
    fs::write(house.path("config/masthead.yaml"), config).expect("the configuration");
    house
}

fn pipe(path: &Path) {
    let mode = Mode::from_raw_mode(0o666);
    mknodat(CWD, path, FileType::Fifo, mode, 0).expect("a pipe");
}

fn markdown(headline: &str) -> String {
    format!(
        "---\nheadline: {headline}\norigin: original\ncopyright: {{holder: 驿城新闻, notice: © 2026 驿城新闻}}\n---\n第一段。\n"
    )
}

fn is_rejected(house: &House) -> bool {
    house
        .files("inbox/.rejected")
        .keys()
        .any(|name| !name.starts_with('.'))
}

fn report(house: &House, code: &str) -> bool {
    house.files("inbox/.accepted").iter().any(|(name, bytes)| {
        name.ends_with(".report.json") && String::from_utf8_lossy(bytes).contains(code)
    })
}

#[test]
fn an_upload_that_renames_at_its_end_is_never_disturbed() {
    let house = house("1s", "2s");
    let daemon = house.start();
    for (pause, name) in [(0, "a"), (20, "b"), (1500, "c")] {
        let part = house.path(&format!("inbox/{name}.yaml.1a2b3c4d.partial"));
        fs::write(&part, original(name, "上传")).expect("a part");
        std::thread::sleep(Duration::from_millis(pause));
        fs::rename(&part, house.path(&format!("inbox/{name}.yaml"))).expect("it still lies there");
    }
    for name in [
        "~$a.docx",
        "Thumbs.db",
        "desktop.ini",
        "a.yaml.sb-1a2b3c4d-Xy",
        "a.yaml___jb_tmp___",
        "a.tmp77",
    ] {
        fs::write(house.path("inbox").join(name), "x").expect("a file");
    }
    until("all are published", || {
        ["a", "b", "c"]
            .iter()
            .all(|id| house.get(&format!("/articles/{id}")).status == 200)
    });
    std::thread::sleep(Duration::from_secs(3));
    assert!(!is_rejected(&house));
    assert!(house.exists("inbox/Thumbs.db") && house.exists("inbox/~$a.docx"));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_is_written_in_parts_is_taken_whole() {
    let house = house("3s", "6s");
    let daemon = house.start();
    let at = |name: &str| house.path("inbox").join(name);
    // Closed and opened again, as scanners and file servers do.
    fs::write(at("half1.md"), markdown("两次写入")).expect("a file");
    let mut held = File::create(at("half2.md")).expect("a file");
    held.write_all(markdown("一直开着").as_bytes())
        .expect("its first part");
    File::create(at("half5.yaml")).expect("an empty file");
    fs::write(
        at("half6.md"),
        markdown("只有字段").replace("第一段。\n", ""),
    )
    .expect("a file");
    std::thread::sleep(Duration::from_millis(300));
    let append = |name: &str, text: &str| {
        let mut file = OpenOptions::new()
            .append(true)
            .open(at(name))
            .expect("it lies there");
        file.write_all(text.as_bytes()).expect("more");
    };
    append("half1.md", "第二段，后写的。\n");
    // YAML that passes and could not go on is taken at once, however it was written.
    fs::write(at("whole.yaml"), original("whole", "整篇")).expect("a file");
    until("the whole one is there", || {
        house.get("/articles/whole").status == 200
    });
    assert_eq!(house.get("/articles/half1").status, 404, "it settles");
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(house.get("/articles/half2").status, 404, "it is open");
    held.write_all("第二段，后写的。\n".as_bytes())
        .expect("its rest");
    drop(held);
    append("half5.yaml", &original("half5", "后来才写"));
    append("half6.md", "第二段，后写的。\n");
    for id in ["half1", "half2", "half6"] {
        until(id, || {
            house
                .get(&format!("/articles/{id}"))
                .text()
                .contains("后写的")
        });
    }
    until("the empty one was filled", || {
        house.get("/articles/half5").status == 200
    });
    assert!(!is_rejected(&house));
    let versions = house.done(&["article", "show", "half1", "--json"]);
    let article: Value = serde_json::from_str(&versions).expect("an object");
    assert_eq!(article["version"], 1, "it came once");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_a_writer_left_in_the_middle_of_a_line_is_taken_late_and_with_a_warning() {
    let house = house("1s", "8s");
    let daemon = house.start();
    let at = |name: &str| house.path("inbox").join(name);
    fs::write(at("half3.md"), markdown("断了") + "第二段写到一半，忽然").expect("a file");
    // The same, renamed into place, is what its sender has.
    fs::write(at(".aside"), markdown("没断") + "没有换行").expect("a file");
    fs::rename(at(".aside"), at("renamed.md")).expect("renamed");
    until("what was renamed is there", || {
        house.get("/articles/renamed").status == 200
    });
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(house.get("/articles/half3").status, 404);
    until("it is taken", || house.get("/articles/half3").status == 200);
    until("its report lies beside it", || report(&house, "maybe-cut"));
    let reports = house.files("inbox/.accepted");
    assert!(
        !reports
            .keys()
            .any(|name| name.contains("renamed.md.report")),
        "{:?}",
        reports.keys()
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_file_without_content_is_told_of_and_left_by_a_run_that_ends() {
    let house = House::new();
    fs::write(house.path("inbox/empty.yaml"), "").expect("a file");
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("no content yet"), "{}", answer.err);
    assert!(house.exists("inbox/empty.yaml") && !is_rejected(&house));
}

#[test]
fn pipes_at_every_name_that_we_write_to_stop_nobody() {
    let house = House::new();
    house.once();
    for name in [
        "inbox/pipe.yaml",
        "inbox/takedowns/pipe.yaml",
        "inbox/.rejected/broken.yaml",
        "inbox/.rejected/broken.2.yaml.report.txt",
        "inbox/.rejected/.broken.yaml.report.txt.tmp",
        "inbox/.accepted/.ours.yaml.tmp",
    ] {
        pipe(&house.path(name));
    }
    house.drop_in("broken.yaml", "headline: 缺这缺那\n");
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.once();
    assert!(house.exists("outbox/www/articles/ours/index.html"));
    assert_eq!(
        house.read("inbox/.rejected/broken.3.yaml"),
        "headline: 缺这缺那\n"
    );
    assert!(house.exists("inbox/.rejected/broken.3.yaml.report.txt"));
    assert!(house.exists("inbox/.rejected/pipe.yaml.report.txt"));
    let cases = house.done(&["takedown", "list", "--json"]);
    assert!(cases.contains("TD-"), "{cases}");
}

#[test]
fn no_folder_that_was_swapped_for_a_link_leads_out_of_the_inbox() {
    let house = House::new();
    house.drop_in("first.yaml", &original("first", "第一篇"));
    house.once();
    let www = house.path("outbox/www");
    let before = house.files("outbox");
    for shelf in [
        "inbox/.rejected",
        "inbox/.accepted",
        "inbox/takedowns",
        "inbox/.claimed",
    ] {
        let aside = house.path("aside");
        fs::rename(house.path(shelf), &aside).expect("moved");
        symlink(&www, house.path(shelf)).expect("a link");
        house.drop_in("broken.yaml", "headline: 缺这缺那\n");
        let answer = house.masthead(&["run", "--once"]);
        assert_eq!(answer.code, 2, "{shelf}: {}", answer.err);
        assert!(
            answer.err.contains("symbolic link"),
            "{shelf}: {}",
            answer.err
        );
        assert!(house.exists("inbox/broken.yaml"), "{shelf}");
        fs::remove_file(house.path(shelf)).expect("the link");
        fs::rename(&aside, house.path(shelf)).expect("moved back");
    }
    // While the daemon runs, what it holds is what it opened.
    let daemon = house.start();
    fs::rename(house.path("inbox/.rejected"), house.path("aside")).expect("moved");
    symlink(&www, house.path("inbox/.rejected")).expect("a link");
    until("it is told", || {
        house.read("daemon.log").contains("symbolic link")
    });
    assert_eq!(house.ops("/readyz").status, 503);
    house.drop_in("after.yaml", "headline: 缺这缺那\n");
    fs::remove_file(house.path("inbox/.rejected")).expect("the link");
    until("it is taken again", || is_rejected(&house));
    assert_eq!(daemon.stop(), 0);
    assert_eq!(
        house.files("outbox"),
        before,
        "nothing was written there, and nothing taken"
    );
}

#[test]
fn a_request_of_eight_gibibytes_is_read_in_part() {
    let house = House::new();
    house.once();
    let path = house.path("inbox/takedowns/large.yaml");
    let mut file = File::create(&path).expect("a file");
    file.write_all(b"claimant: {name: Zhang, email: zhang@example.net}\n")
        .expect("written");
    file.set_len(8 << 30).expect("a sparse file");
    drop(file);
    let before = std::time::Instant::now();
    house.once();
    assert!(
        before.elapsed() < Duration::from_secs(20),
        "{:?}",
        before.elapsed()
    );
    let case = house.done(&["takedown", "show", "TD-2026-0001", "--json"]);
    assert!(case.contains("document.rest"), "{case}");
    let kept: Vec<usize> = house
        .files("var/takedowns")
        .values()
        .map(Vec::len)
        .collect();
    assert_eq!(kept, [4 << 20]);
    let whole = fs::metadata(house.path("inbox/.rejected/large.yaml")).expect("nothing is lost");
    assert_eq!(whole.len(), 8 << 30);
}

#[test]
fn an_inbox_that_was_moved_away_and_made_anew_is_watched_again() {
    let house = House::new();
    let daemon = house.start();
    house.drop_in("first.yaml", &original("first", "第一篇"));
    until("the first is there", || {
        house.get("/articles/first").status == 200
    });
    fs::rename(house.path("inbox"), house.path("moved")).expect("moved");
    until("it says so", || house.ops("/readyz").status == 503);
    fs::create_dir(house.path("inbox")).expect("made");
    until("it is watched again", || {
        house.read("daemon.log").contains("watched again")
    });
    until("it is ready", || house.ops("/readyz").status == 200);
    house.drop_in("second.yaml", &original("second", "第二篇"));
    until("the second is there", || {
        house.get("/articles/second").status == 200
    });
    let log = house.read("daemon.log");
    assert_eq!(log.matches("watched again").count(), 1, "{log}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn the_shelves_have_visible_names_which_nobody_takes() {
    let house = House::new();
    house.once();
    for (link, shelf) in [("accepted", ".accepted"), ("rejected", ".rejected")] {
        let to = fs::read_link(house.path("inbox").join(link)).expect("a link");
        assert_eq!(to, Path::new(shelf));
    }
    // Another link of that name is an editor's own, and refused as every link is.
    fs::remove_file(house.path("inbox/accepted")).expect("removed");
    symlink("../outbox", house.path("inbox/accepted")).expect("a link");
    house.once();
    assert!(house.exists("inbox/.rejected/accepted.report.txt"));
    let mode = |name: &str| {
        fs::metadata(house.path(name))
            .expect(name)
            .permissions()
            .mode()
            & 0o7777
    };
    assert_eq!(mode("inbox/.claimed"), 0o700);
}

/// The unit's `RestrictSUIDSGID=` refuses the setgid bit to `mkdir` and `chmod`, even for a folder that is there.
#[test]
fn no_folder_is_made_with_a_bit_that_the_unit_refuses() {
    let house = House::new();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=mkdir,mkdirat"])
        .arg(env!("CARGO_BIN_EXE_masthead"))
        .arg("--workspace")
        .arg(house.root())
        .args(["run", "--once"])
        .output();
    let Ok(traced) = traced else {
        eprintln!("passed over: strace is not installed");
        return;
    };
    let trace = String::from_utf8_lossy(&traced.stderr);
    let modes: Vec<&str> = trace
        .lines()
        .filter(|line| line.contains("mkdir"))
        .filter_map(|line| line.split(", 0").nth(1)?.split(')').next())
        .collect();
    assert!(modes.len() > 5, "{trace}");
    assert!(modes.iter().all(|mode| mode.len() == 3), "{trace}");
}

#[test]
fn what_an_earlier_run_left_claimed_is_taken_first() {
    let house = House::new();
    house.once();
    // Claimed by a run that was killed; a newer one has its name already.
    let older = original("ours", "先到的");
    fs::write(house.path("inbox/.claimed/ours.yaml"), &older).expect("a file");
    house.drop_in("ours.yaml", &original("ours", "后到的"));
    fs::write(house.path("inbox/takedowns/.claimed/r.txt"), "no YAML: [").expect("a file");
    house.once();
    assert!(
        house
            .read("outbox/www/articles/ours/index.html")
            .contains("后到的")
    );
    let shelved = house.files("inbox/.accepted");
    assert_eq!(shelved.len(), 2, "{:?}", shelved.keys());
    assert!(house.files("inbox/.claimed").is_empty());
    assert!(house.done(&["takedown", "list", "--json"]).contains("TD-"));
}
