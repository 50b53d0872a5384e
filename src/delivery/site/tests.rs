//! A real folder, and a disk that takes no more.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{Put, Site, SiteError};

fn fresh() -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().unwrap();
    let (site, missing) = Site::open(&folder.path().join("www")).unwrap();
    assert!(missing);
    (folder, site)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_the_same_is_not_written() {
    let (folder, site) = fresh();
    let file = "/categories/河南/驻马店/index.html";
    assert_eq!(site.put_bytes(file, b"one").unwrap(), Put::Written);
    let path = folder.path().join("www").join(&file[1..]);
    let inode = fs::metadata(&path).unwrap().ino();
    assert_eq!(site.put_bytes(file, b"one").unwrap(), Put::Same);
    assert_eq!(fs::metadata(&path).unwrap().ino(), inode);
    assert_eq!(site.put_bytes(file, b"two").unwrap(), Put::Written);
    assert_ne!(fs::metadata(&path).unwrap().ino(), inode, "edited in place");
    assert_eq!(names(&folder.path().join("www")), ["categories"]);
    site.sync().unwrap();
}

#[test]
fn a_reader_sees_the_old_file_or_the_new_one() {
    let (folder, site) = fresh();
    let (old, new) = (vec![b'o'; 100_000], vec![b'n'; 200_000]);
    site.put_bytes("/feed.rss", &old).unwrap();
    let path = folder.path().join("www/feed.rss");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for turn in 0..200 {
                let bytes = if turn % 2 == 0 { &new } else { &old };
                site.put_bytes("/feed.rss", bytes).unwrap();
            }
        });
        while !writer.is_finished() {
            let seen = fs::read(&path).unwrap();
            assert!(seen == old || seen == new, "{} bytes", seen.len());
        }
    });
}

#[test]
fn a_page_leaves_with_its_folder_alone() {
    let (folder, site) = fresh();
    site.put_bytes("/articles/a/index.html", b"a").unwrap();
    site.put_bytes("/articles/b/index.html", b"b").unwrap();
    site.put_bytes("/articles/b/photo", b"b").unwrap();
    assert!(site.remove("/articles/a/index.html").unwrap());
    assert!(!site.remove("/articles/a/index.html").unwrap());
    assert!(site.remove("/articles/b/index.html").unwrap());
    assert_eq!(names(&folder.path().join("www/articles")), ["b"]);
    site.put_bytes("/articles/a/index.html", b"a").unwrap();
}

#[test]
fn no_path_leaves_the_root() {
    let (folder, site) = fresh();
    for path in [
        "",
        "/",
        "a",
        "//a",
        "/..",
        "/../x",
        "/a/../../x",
        "/a//b",
        "/a/",
        "/./a",
        "/a/.",
        "/a\0b",
    ] {
        let error = site.put_bytes(path, b"x").unwrap_err();
        assert!(matches!(error, SiteError::Outside(_)), "{path:?}: {error}");
        assert!(site.remove(path).is_err(), "{path:?}");
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_stands_in_the_way_is_named() {
    let (folder, site) = fresh();
    site.put_bytes("/articles", b"a file").unwrap();
    let error = site.put_bytes("/articles/a/index.html", b"x").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a file stands where a folder must be"),
        "{error}"
    );
    site.put_bytes("/sources/x/index.html", b"x").unwrap();
    let error = site.put_bytes("/sources/x", b"x").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a folder stands where the file must be"),
        "{error}"
    );
    assert_eq!(names(&folder.path().join("www")), ["articles", "sources"]);
}

#[test]
fn a_start_clears_what_a_killed_run_was_writing() {
    let (folder, site) = fresh();
    site.put_bytes("/feed.rss", b"x").unwrap();
    let root = folder.path().join("www");
    fs::write(root.join(".masthead-7.tmp"), "withdrawn text").unwrap();
    let (site, missing) = Site::open(&root).unwrap();
    assert!(!missing);
    assert_eq!(names(&root), ["feed.rss"]);
    // Somebody deletes it all under the running daemon.
    fs::remove_dir_all(&root).unwrap();
    site.sync().unwrap();
    assert_eq!(site.put_bytes("/feed.rss", b"x").unwrap(), Put::Written);
}

#[test]
fn a_full_disk_leaves_the_old_file_and_no_other() {
    crate::advice::tests::with_a_full_disk("delivery::site::tests::on_a_full_disk");
}

#[test]
#[ignore = "runs in a process of its own, with a limit on the size of files"]
fn on_a_full_disk() {
    let (folder, site) = fresh();
    site.put_bytes("/feed.rss", b"old").unwrap();
    let error = site
        .put_bytes("/feed.rss", &vec![b'n'; 100_000])
        .unwrap_err();
    assert!(error.to_string().contains("LimitFSIZE"), "{error}");
    let root = folder.path().join("www");
    assert_eq!(fs::read(root.join("feed.rss")).unwrap(), b"old");
    assert_eq!(names(&root), ["feed.rss"]);
}
