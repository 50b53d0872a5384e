//! Names that sync tools, browsers and file managers give to a copy of a file.

/// The longest chain of copies of copies that is followed.
const CHAIN: usize = 8;

/// What sync tools write into brackets behind the name, in the languages that they speak.
const CONFLICTED: [&str; 14] = [
    "conflicted copy",
    "conflicting copy",
    "conflict copy",
    "sync conflict",
    "sfconflict",
    "冲突副本",
    "冲突的副本",
    "衝突副本",
    "衝突複本",
    "衝突的複本",
    "競合コピー",
    "in konflikt stehende kopie",
    "copie en conflit",
    "copia en conflicto",
];

/// What file managers call a copy.
const COPY: [&str; 12] = [
    "copy",
    "副本",
    "复件",
    "拷贝",
    "複本",
    "複製",
    "コピー",
    "복사본",
    "kopie",
    "copie",
    "copia",
    "cópia",
];

/// The same before a name.
const COPY_OF: [&str; 9] = [
    "copy of ",
    "kopie von ",
    "copie de ",
    "copia de ",
    "cópia de ",
    "副本",
    "复件",
    "複本",
    "複製",
];

/// What stands between a name and what says that it is a copy.
const BETWEEN: [char; 6] = [' ', '-', '_', '–', '—', '\u{3000}'];

/// What a file's name says of the file that it is a copy of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyName {
    /// The names that the original may have, the nearest first: a copy may be a copy's.
    pub originals: Vec<String>,
    /// Only sync tools write such a name; else it may be anybody's, and is a copy's where the original is known.
    pub is_certain: bool,
}

impl CopyName {
    /// Reads a file's name; none where it is no copy's.
    pub(super) fn of(name: &str) -> Option<Self> {
        let (mut stem, suffix) = name.rsplit_once('.')?;
        let mut copy = Self {
            originals: Vec::new(),
            is_certain: false,
        };
        while let Some((original, is_certain)) = original(stem)
            && copy.originals.len() < CHAIN
        {
            copy.originals.push(format!("{original}.{suffix}"));
            copy.is_certain |= is_certain;
            stem = original;
        }
        (!copy.originals.is_empty()).then_some(copy)
    }
}

/// The stem of which this one is a copy's, and whether only a sync tool names it so.
fn original(stem: &str) -> Option<(&str, bool)> {
    let found = of_a_sync_tool(stem)
        .map(|original| (original, true))
        .or_else(|| in_brackets(stem))
        .or_else(|| behind(stem).map(|original| (original, false)))
        .or_else(|| before(stem).map(|original| (original, false)))?;
    (!found.0.is_empty()).then_some(found)
}

/// Syncthing's `x.sync-conflict-20261128-101010-ABCDEFG`, ownCloud's `x_conflict-20261128-101010`, Synology's
/// `x_HOST_Nov-28-1010-2026_Conflict`.
fn of_a_sync_tool(stem: &str) -> Option<&str> {
    let lower = stem.to_ascii_lowercase();
    for mark in [".sync-conflict-", "_conflict-"] {
        if let Some(at) = lower.rfind(mark)
            && lower[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit())
        {
            return Some(&stem[..at]);
        }
    }
    let dated = lower.strip_suffix("_conflict")?;
    let (rest, date) = dated.rsplit_once('_')?;
    let (original, _host) = rest.rsplit_once('_')?;
    let is_date = date.contains('-') && date.contains(|c: char| c.is_ascii_digit());
    is_date.then(|| &stem[..original.len()])
}

/// `x (Anna's conflicted copy 2026-11-28)`; and, less certain, `x (1)`, `x（副本）`, `x (3rd copy)`, `x (case conflict)`.
fn in_brackets(stem: &str) -> Option<(&str, bool)> {
    let inner = stem.strip_suffix([')', '）', ']', '】'])?;
    let at = inner.rfind(['(', '（', '[', '【'])?;
    let original = inner[..at].trim_end();
    let word = inner[at..].trim_start_matches(['(', '（', '[', '【']);
    let word = word.trim().to_lowercase();
    if word == "conflicted" || CONFLICTED.iter().any(|part| word.contains(part)) {
        return Some((original, true));
    }
    let is_number = (1..=2).contains(&word.chars().count()) && word.chars().all(char::is_numeric);
    let is_copy = COPY
        .iter()
        .any(|copy| word.starts_with(copy) || word.ends_with(copy));
    let is_conflict = ["conflict", "冲突", "衝突"]
        .iter()
        .any(|part| word.contains(part));
    (is_number || is_copy || is_conflict).then_some((original, false))
}

/// `x - Copy`, `x - 副本`, `x 的副本`, `x copy 2`.
fn behind(stem: &str) -> Option<&str> {
    let lower = stem.to_ascii_lowercase();
    let unnumbered = lower
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end();
    let rest = COPY.iter().find_map(|copy| {
        let rest = unnumbered.strip_suffix(copy)?;
        // `photocopy` is a word of its own; Chinese writes no space.
        (!copy.is_ascii() || rest.ends_with(BETWEEN)).then_some(rest)
    })?;
    let original = stem[..rest.len()].trim_end_matches(BETWEEN);
    let original = original.strip_suffix(['的', 'の']).unwrap_or(original);
    Some(original.trim_end())
}

/// `Copy of x`, `Copy (2) of x`, `副本 x`, `复件 (2) x`.
fn before(stem: &str) -> Option<&str> {
    let lower = stem.to_ascii_lowercase();
    if let Some((number, original)) = lower
        .strip_prefix("copy (")
        .and_then(|rest| rest.split_once(") of "))
        && number.chars().all(|c| c.is_ascii_digit())
    {
        return Some(&stem[stem.len() - original.len()..]);
    }
    let rest = COPY_OF.iter().find_map(|copy| {
        let rest = lower.strip_prefix(copy)?;
        (copy.is_ascii() || copy.ends_with(' ') || rest.starts_with(BETWEEN)).then_some(rest)
    })?;
    let rest = stem[stem.len() - rest.len()..].trim_start_matches(BETWEEN);
    let numbered = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let is_number = |number: &str| number.chars().all(|c| c.is_ascii_digit());
    Some(match numbered {
        Some((number, original)) if is_number(number) => original.trim_start(),
        _ => rest,
    })
}

#[cfg(test)]
mod tests {
    use super::CopyName;

    fn read(name: &str) -> Option<(String, bool)> {
        let copy = CopyName::of(name)?;
        Some((copy.originals.last()?.clone(), copy.is_certain))
    }

    #[test]
    fn a_sync_tools_copy_is_known_by_its_name_alone() {
        for (name, original) in [
            ("x.sync-conflict-20261128-101010-ABCDEFG.yaml", "x.yaml"),
            ("要闻.sync-conflict-20261128-101010.md", "要闻.md"),
            ("x (conflicted copy 2026-11-28).yaml", "x.yaml"),
            ("x (conflicted copy 2026-11-28 101010).yaml", "x.yaml"),
            ("x (Anna's conflicted copy 2026-11-28).yaml", "x.yaml"),
            ("x (anna Conflicted Copy 2026-11-28) (1).yaml", "x.yaml"),
            ("x（安娜的冲突副本 2026-11-28）.json", "x.json"),
            ("x (Anna 的冲突副本).yaml", "x.yaml"),
            ("x_conflict-20261128-101010.yaml", "x.yaml"),
            (
                "x (SFConflict anna@news.example 2026-11-28-10-10-10).yml",
                "x.yml",
            ),
            ("x_ANNA-PC_Nov-28-101010-2026_Conflict.yaml", "x.yaml"),
            ("x [conflicted].yaml", "x.yaml"),
            ("v1.2 (Anna's conflicted copy 2026-11-28).yaml", "v1.2.yaml"),
        ] {
            assert_eq!(read(name), Some((original.to_owned(), true)), "{name}");
        }
    }

    #[test]
    fn a_file_managers_copy_is_one_where_the_original_is_known() {
        for (name, original) in [
            ("x (1).yaml", "x.yaml"),
            ("x(12).yaml", "x.yaml"),
            ("要闻（２）.yaml", "要闻.yaml"),
            ("x - Copy.yaml", "x.yaml"),
            ("x - Copy (2).yaml", "x.yaml"),
            ("x copy 3.yaml", "x.yaml"),
            ("x - 副本.yaml", "x.yaml"),
            ("x - 副本 (2).yaml", "x.yaml"),
            ("x 的副本.yaml", "x.yaml"),
            ("x的副本 2.yaml", "x.yaml"),
            ("x 副本.yaml", "x.yaml"),
            ("x (副本).yaml", "x.yaml"),
            ("x（第 3 个复件）.yaml", "x.yaml"),
            ("x (3rd copy).yaml", "x.yaml"),
            ("x - 複製.yaml", "x.yaml"),
            ("x のコピー.yaml", "x.yaml"),
            ("x - Kopie.yaml", "x.yaml"),
            ("Copy of x.yaml", "x.yaml"),
            ("Copy (2) of x.yaml", "x.yaml"),
            ("副本 x.yaml", "x.yaml"),
            ("复件 (2) x.yaml", "x.yaml"),
            ("x (case conflict).yaml", "x.yaml"),
            ("x（冲突 2026-11-28）.yaml", "x.yaml"),
        ] {
            assert_eq!(read(name), Some((original.to_owned(), false)), "{name}");
        }
        let copy = CopyName::of("x - 副本 (2).yaml").expect("a copy");
        assert_eq!(copy.originals, ["x - 副本.yaml", "x.yaml"]);
    }

    #[test]
    fn what_merely_looks_like_a_copy_is_none() {
        for name in [
            "x.yaml",
            "x 2.yaml",
            "x-2.yaml",
            "纪念（1949）.yaml",
            "photocopy.yaml",
            "copy.yaml",
            "副本.yaml",
            "Copywriting today.yaml",
            "Copy of.yaml",
            "(1).yaml",
            "巴以冲突.yaml",
            "sync-conflict-2026.yaml",
            "air_conflict.yaml",
            "x_conflict-zone.yaml",
            "x (draft).yaml",
            "x)(.yaml",
            "x",
            "",
        ] {
            assert_eq!(read(name), None, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_name_makes_it_stumble(name in "[a-c() （）副本的 0-9_.-]{0,40}|.{0,40}") {
            if let Some(copy) = CopyName::of(&name) {
                proptest::prop_assert!(copy.originals.iter().all(|original| original.len() < name.len()));
            }
        }
    }
}
