//! Who may use whom: a room uses the rooms before it, never one behind it.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order of an article's way; those on a line are neighbours, who do not know each other.
const ORDER: &[&[&str]] = &[
    &["clock", "article", "advice", "rename", "token", "log"],
    &["folder"],
    &["workspace", "document"],
    &["config"],
    &["similarity", "takedown"],
    &["clearance"],
    &["render"],
    &["store"],
    &["delivery", "intake"],
    &["live", "vitals"],
    &["workers", "web"],
    &["app"],
    &["cli"],
];

/// Rooms that hold no files, clock, logging or waiting: what they do depends on what they are given.
const PURE: &[&str] = &[
    "article",
    "document",
    "similarity",
    "takedown",
    "clearance",
    "render",
];

fn level(room: &str) -> usize {
    ORDER
        .iter()
        .position(|neighbours| neighbours.contains(&room))
        .unwrap_or_else(|| panic!("src/{room} has no place in ORDER: give it one"))
}

/// The files of a room without what stands below their `#[cfg(test)]`.
fn sources(at: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(at).expect("a folder of src") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.push((path, code.to_owned()));
        }
    }
}

/// Each file with its room, the thin binary and the list of rooms left out.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let room = |path: &Path| {
        let below = path.strip_prefix(&src).expect("below src");
        let first = below.iter().next().expect("a name");
        first.to_string_lossy().trim_end_matches(".rs").to_owned()
    };
    found
        .into_iter()
        .map(|(path, code)| (room(&path), path, code))
        .filter(|(room, ..)| !matches!(room.as_str(), "main" | "lib"))
        .collect()
}

#[test]
fn a_room_uses_the_rooms_before_it() {
    let mut wrong = Vec::new();
    for (room, path, code) in rooms() {
        for line in code.lines().filter(|line| !line.trim().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
                let end = used.find(|letter| !name(letter)).unwrap_or(used.len());
                let used = &used[..end];
                assert!(
                    !used.is_empty(),
                    "{}: one `use` a room: {line}",
                    path.display()
                );
                if used != room && level(used) >= level(&room) {
                    wrong.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pure_rooms_are_pure() {
    const BANNED: [&str; 5] = ["tokio", "tracing::", "std::fs", "rustix", ".await"];
    let mut wrong = Vec::new();
    for (room, path, code) in rooms() {
        for line in code.lines().filter(|line| !line.trim().starts_with("//")) {
            if PURE.contains(&room.as_str()) && BANNED.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
