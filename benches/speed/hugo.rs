//! The same corpus through Hugo, in the same run, as a ratio: its full build, and its build after one more article.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::house::House;
use crate::{bulk, corpus, spread};

const RUNS: usize = 3;

const PAGE: &str = "<!doctype html><html lang=zh-CN><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}\
    <aside>{{ .Params.source }} {{ .Params.sourceurl }} {{ .Params.notice }}</aside></html>";
const LIST: &str = "<!doctype html><html lang=zh-CN><title>{{ .Title }}</title>\
    {{ range first 50 .Pages }}<p><a href={{ .RelPermalink }}>{{ .Title }}</a> {{ .Summary }}{{ end }}</html>";
const CONFIG: &str = "baseURL = 'https://yicheng.example/'\ntitle = '驿城新闻'\ndisableKinds = ['sitemap']\n\
    [taxonomies]\ncategory = 'categories'\n[services.rss]\nlimit = 50\n[outputs]\nhome = ['HTML', 'RSS']\ntaxonomy = ['HTML']\nterm = ['HTML', 'RSS']\n";

pub fn run(files: usize, kept: &mut Vec<House>) {
    if Command::new("hugo")
        .arg("version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        println!("no hugo installed here: no comparison");
        return;
    }
    let (mut ratios, mut sites) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let site = tempfile::tempdir().expect("a scratch folder");
        lay(site.path(), files);
        let full = build(site.path());
        fs::write(
            site.path().join("content/posts/one-more.md"),
            corpus::markdown(files),
        )
        .expect("a file");
        let one = build(site.path());
        let (ours, _) = bulk::intake("", files, kept);
        println!(
            "hugo: {files} articles in {:.1} s; one more {:.1} s; masthead: {:.1} s, durably",
            full.as_secs_f64(),
            one.as_secs_f64(),
            ours.as_secs_f64()
        );
        ratios.push(full.as_secs_f64() / ours.as_secs_f64() * 100.0);
        // Removed at the end, as the houses are.
        sites.push(site);
    }
    spread::rates(
        "bulk intake against Hugo's full build",
        "% of its speed",
        &mut ratios,
    );
}

fn lay(site: &Path, files: usize) {
    for folder in ["content/posts", "layouts/_default"] {
        fs::create_dir_all(site.join(folder)).expect("a folder");
    }
    fs::write(site.join("hugo.toml"), CONFIG).expect("a file");
    fs::write(site.join("layouts/_default/single.html"), PAGE).expect("a file");
    fs::write(site.join("layouts/_default/list.html"), LIST).expect("a file");
    for n in 0..files {
        let file = site.join(format!("content/posts/{}.md", corpus::id(n)));
        fs::write(file, corpus::markdown(n)).expect("room for the corpus");
    }
}

fn build(site: &Path) -> Duration {
    let start = Instant::now();
    let output = Command::new("hugo")
        .arg("--quiet")
        .arg("--source")
        .arg(site)
        .output()
        .expect("hugo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    start.elapsed()
}
