//! Articles like a regional newsroom's: some 4.5 kB of Chinese, no two alike.

use std::fmt::Write as _;
use std::path::Path;

const WORDS: [&str; 12] = [
    "全市",
    "公路",
    "昨天上午",
    "记者",
    "获悉",
    "通车",
    "居民",
    "项目",
    "今年",
    "十二公里",
    "有关负责人",
    "表示",
];
const PLACES: [&str; 8] = [
    "驿城区",
    "西平县",
    "上蔡县",
    "平舆县",
    "正阳县",
    "确山县",
    "泌阳县",
    "汝南县",
];

/// The body: fifteen paragraphs, chosen by the article's number.
fn body(n: usize) -> String {
    let mut text = String::new();
    let mut dice = n as u64 * 2_654_435_761 + 1;
    for _ in 0..15 {
        text.push_str("  ");
        for _ in 0..35 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(WORDS[(dice >> 33) as usize % WORDS.len()]);
        }
        text.push_str("。\n\n");
    }
    text
}

pub fn id(n: usize) -> String {
    format!("bench-{n:07}")
}

/// As an article file.
pub fn yaml(n: usize) -> String {
    let (id, place) = (id(n), PLACES[n % PLACES.len()]);
    format!(
        "id: {id}\nheadline: {place}第 {n} 条新闻\nsummary: {place}的一条新闻。\nlanguage: zh-CN\n\
         categories: [河南/驻马店/{place}]\neditor: 李编辑\nbody: |\n{}\norigin: reprint\n\
         source:\n  name: 驻马店日报\n  url: https://zmd.example/{id}\n\
         attribution: 转载自驻马店日报，https://zmd.example/{id}\n\
         permission: {{basis: agreement, reference: ZMD-7}}\n\
         copyright:\n  holder: 驻马店日报\n  notice: © 2026 驻马店日报\n",
        body(n)
    )
}

/// The same for Hugo.
pub fn markdown(n: usize) -> String {
    let (id, place) = (id(n), PLACES[n % PLACES.len()]);
    let mut text = format!(
        "---\ntitle: {place}第 {n} 条新闻\nsummary: {place}的一条新闻。\ndate: 2026-01-01T00:00:00Z\n\
         categories: [{place}]\nsource: 驻马店日报\nsourceurl: https://zmd.example/{id}\n\
         notice: © 2026 驻马店日报\n---\n"
    );
    for line in body(n).lines() {
        writeln!(text, "{}", line.trim_start()).expect("memory");
    }
    text
}

/// Writes articles straight into a folder that nobody watches yet.
pub fn fill(folder: &Path, range: std::ops::Range<usize>) {
    for n in range {
        let file = folder.join(format!("{}.yaml", id(n)));
        std::fs::write(file, yaml(n)).expect("room for the corpus");
    }
}
