//! Articles, changed in the ways in which files are broken, and in those in which somebody would break the judge.

use std::fs;
use std::path::Path;

/// Names with every suffix, and some that say more than a name should.
const NAMES: [&str; 12] = [
    "a.yaml",
    "要闻.yml",
    "a.json",
    "a.md",
    "A.MD",
    "a (1).yaml",
    "a.sync-conflict-20261128-101010-ABCDEFG.md",
    "\u{FFFD}\u{FFFD}.yaml",
    "a.txt",
    "a",
    ".yaml",
    "\u{202E}lmay.a\n.json",
];

/// What is dear to a parser, or ambiguous to it.
const TOKENS: [&str; 58] = [
    "<b>",
    "<b title=\"A\">",
    "<p>",
    "</p>",
    "<a href=x>",
    "<table>",
    "<td>",
    "<svg>",
    "<math>",
    "<!--",
    "-->",
    "<script>",
    "<noscript>",
    "<textarea>",
    "<img src=x>",
    "<div ",
    "<",
    ">",
    "[",
    "]",
    "](",
    "![",
    "(",
    "[^1]",
    "[^1]: x\n",
    "[a]: b\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "|",
    "|-|\n",
    "> ",
    "- ",
    "1. ",
    "# ",
    "&",
    "&amp",
    "&#x110000;",
    "&a ",
    "*a ",
    "!t ",
    "? ",
    ": ",
    "{",
    "{{",
    "\"",
    "'",
    "\\",
    "\t",
    "\u{301}",
    "\u{202E}",
    "\u{3000}",
    "---\n",
    "x",
    "道路。",
];

/// ASCII and the full-width character that an input method puts in its place.
const WIDE: [(&str, &str); 12] = [
    (":", "："),
    (",", "，"),
    (" ", "\u{3000}"),
    ("\"", "“"),
    ("'", "‘"),
    ("#", "＃"),
    ("-", "－"),
    ("[", "【"),
    ("]", "］"),
    ("{", "｛"),
    ("/", "／"),
    ("|", "｜"),
];

/// What the samples do not have.
const OWN: [(&str, &str); 5] = [
    (
        "a.md",
        "---\nheadline: 标题\norigin: original\ncopyright: {holder: 驿城新闻, notice: © 驿城新闻}\n---\n\n\
     正文[^1]，**“重点”**后，~~旧~~。\n\n- [ ] 一\n- [x] 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注\n[电话]: 0396-1\n",
    ),
    (
        "a.json",
        "{\"headline\": \"标题\", \"origin\": \"original\", \"body_html\": \"<p>正文<b title='x'>粗</b><img src='https://a.example/1.jpg'></p>\", \
     \"copyright\": {\"holder\": \"驿城新闻\", \"notice\": \"© 驿城新闻\"}}\n",
    ),
    (
        "a.yaml",
        "headline: &a 标题\nsummary: *a\nbody_html: |\n  <table><tr><td><b><i><u>正文\n  <!-- x --><noscript>y</noscript>\n\
     origin: original\ncopyright:\n  holder: 驿城新闻\n  notice: \"\\u00A9 \\\"驿城新闻\\\"\"\n...\n",
    ),
    (
        "a.yaml",
        "headline: >-\n  一\n  二\nlanguage: en\npublished: 2026-11-23T09:30:00+08:00\ncategories: [河南/驻马店, 国际]\n\
     keywords:\n- 甲\n- 乙\nbody: |2\n    缩进\n\n  > 引文\n  > > 再引\n\n  1. 一\n     - 二\norigin: original\n\
     copyright: {holder: 驿城新闻, notice: 版权归驿城新闻}\n",
    ),
    (
        "a.yaml",
        "headline: 标题\nbody: |\n  正文。\n\n  第二段。\norigin: reprint\nsource: {name: 甲报, url: 'https://a.example/1'}\n\
         attribution: 转载自甲报 https://a.example/1\npermission: {basis: agreement}\n\
         copyright: {holder: 甲报社, notice: © 甲报社}\n",
    ),
];

/// The most bytes of a mutant: a feature article has some tens of thousands.
const MOST: usize = 300_000;

/// An article that nobody wrote.
pub struct Mutant {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Mutant {
    /// Writes it down, for whoever has to look into it.
    pub fn keep(&self, folder: &Path) {
        fs::write(folder.join("mutant"), &self.bytes).expect("the mutant");
        fs::write(folder.join("name"), &self.name).expect("its name");
    }
}

/// Makes mutants, the same from the same seed.
pub struct Mutator {
    /// A name, and what is in it.
    seeds: Vec<(&'static str, Vec<u8>)>,
    state: u64,
    /// How large it makes them at most.
    most: usize,
}

impl Mutator {
    /// Begins with the articles of the samples and the findings, and our own.
    pub fn new(seed: u64, is_long: bool) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<_> = ["samples", "tests/findings"]
            .iter()
            .flat_map(|folder| fs::read_dir(root.join(folder)).expect("articles"))
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        let files = files.iter().map(|path| {
            if path.is_dir() {
                path.join("article.yaml")
            } else {
                path.clone()
            }
        });
        let mut seeds: Vec<(&str, Vec<u8>)> = files
            .filter_map(|path| fs::read(path).ok())
            .filter(|bytes| bytes.len() < MOST)
            .map(|bytes| ("a.yaml", bytes))
            .collect();
        // As often as all the others, since they are lawful and reach further.
        let times = seeds.len() / OWN.len() + 1;
        for (name, own) in OWN {
            seeds.extend(std::iter::repeat_n((name, own.as_bytes().to_vec()), times));
        }
        Self {
            seeds,
            state: seed,
            most: if is_long { MOST } else { MOST / 16 },
        }
    }

    /// The next one.
    pub fn next(&mut self) -> Mutant {
        let (usual, mut bytes) = self.seed();
        for _ in 0..=self.below(3) {
            self.change(&mut bytes);
        }
        bytes.truncate(MOST);
        let name = match self.below(3) {
            0 => NAMES[self.below(NAMES.len())],
            _ => usual,
        };
        Mutant {
            name: name.to_owned(),
            bytes,
        }
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        match self.below(13) {
            0 => {
                let byte = self.below(256);
                if let Some(at) = self.place(bytes) {
                    bytes[at] = u8::try_from(byte).unwrap_or(0);
                }
            }
            1 => {
                // Within a character as well.
                let at = self.below(bytes.len() + 1);
                bytes.truncate(at);
            }
            2 => {
                if let Some(at) = self.place(bytes) {
                    bytes.remove(at);
                }
            }
            3..=5 => self.change_lines(bytes),
            6 | 7 => self.widen(bytes),
            8 => {
                let (_, other) = self.seed();
                let (at, from) = (self.below(bytes.len() + 1), self.below(other.len() + 1));
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            9 => {
                let token = TOKENS[self.below(TOKENS.len())];
                let at = self.below(bytes.len() + 1);
                bytes.splice(at..at, token.bytes());
            }
            _ => self.repeat(bytes),
        }
    }

    /// Doubles, removes, swaps or moves lines.
    fn change_lines(&mut self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> = bytes
            .split_inclusive(|b| *b == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        if lines.is_empty() {
            return;
        }
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        match self.below(4) {
            0 => lines.insert(other, lines[one].clone()),
            1 => drop(lines.remove(one)),
            2 => lines.swap(one, other),
            _ => {
                let blanks: &[u8] = [&b"  "[..], b"\t", "\u{3000}".as_bytes(), b""][self.below(4)];
                let trimmed = lines[one].trim_ascii_start().to_vec();
                lines[one] = [blanks, &trimmed].concat();
            }
        }
        *bytes = lines.concat();
    }

    /// Writes one character, or all of its kind, as an input method for Chinese does.
    fn widen(&mut self, bytes: &mut Vec<u8>) {
        let (narrow, wide) = WIDE[self.below(WIDE.len())];
        let text = String::from_utf8_lossy(bytes);
        let places = text.matches(narrow).count();
        if places == 0 {
            return;
        }
        let which = self.below(places + 1);
        let mut changed = String::with_capacity(text.len());
        for (at, part) in text.split(narrow).enumerate() {
            if at > 0 {
                changed.push_str(if which == places || which == at - 1 {
                    wide
                } else {
                    narrow
                });
            }
            changed.push_str(part);
        }
        *bytes = changed.into_bytes();
    }

    /// Writes one or two tokens many times, on one line or on many.
    fn repeat(&mut self, bytes: &mut Vec<u8>) {
        let mut token = TOKENS[self.below(TOKENS.len())].to_owned();
        if self.below(2) == 0 {
            token += TOKENS[self.below(TOKENS.len())];
        }
        if self.below(4) == 0 {
            token = token.replace('A', &"A".repeat(1 << self.below(9)));
        }
        if self.below(3) == 0 {
            token += "\n  ";
        }
        // As many short ones as long ones.
        let longest = self.most / token.len();
        let count = (1 << self.below(18)).min(longest);
        let body = bytes
            .windows(5)
            .position(|part| part == b"body:" || part == b"body_");
        let at = match body {
            // Mostly into the text, where most is taken.
            Some(body) if self.below(4) > 0 => {
                let line = bytes[body..].iter().position(|b| *b == b'\n');
                let start = line.map_or(bytes.len(), |line| body + line + 1);
                (start + 2).min(bytes.len())
            }
            _ => self.below(bytes.len() + 1),
        };
        bytes.splice(at..at, token.repeat(count).into_bytes());
    }

    fn seed(&mut self) -> (&'static str, Vec<u8>) {
        let at = self.below(self.seeds.len());
        self.seeds[at].clone()
    }

    fn place(&mut self, bytes: &[u8]) -> Option<usize> {
        (!bytes.is_empty()).then(|| self.below(bytes.len()))
    }

    /// A number below `end`. `SplitMix64`.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let z = (z ^ (z >> 31)) % (end.max(1) as u64);
        usize::try_from(z).unwrap_or(0)
    }
}
