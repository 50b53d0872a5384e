//! `masthead new`: an article to fill in. `copyright` comes last, since a file cut off half-way then
//! lacks it and is refused; the empty fields are refused too, until they are filled.

use super::{CliError, Context, Exit, Lang, print};

/// Print an article to fill in: `masthead new > story.yaml`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// With what a reprint must say about its source
    #[arg(long)]
    reprint: bool,
}

/// The scaffold's texts in one language.
struct Words {
    head: &'static str,
    reprint: &'static str,
    holder: &'static str,
    notice: &'static str,
}

const ENGLISH: Words = Words {
    head: include_str!("head.en.yaml"),
    reprint: include_str!("reprint.en.yaml"),
    holder: "the publisher's name, as in the configuration",
    notice: "names the holder",
};

const CHINESE: Words = Words {
    head: include_str!("head.zh.yaml"),
    reprint: include_str!("reprint.zh.yaml"),
    holder: "本单位名称，与配置一致",
    notice: "须含版权方名称",
};

/// Prints the scaffold; our own name is filled in where the configuration can be read.
///
/// # Errors
/// Where standard output takes nothing.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let words = match context.lang {
        Lang::En => &ENGLISH,
        Lang::Zh => &CHINESE,
    };
    let mut text = words.head.to_owned();
    if args.reprint {
        text += words.reprint;
    } else {
        let year = context.clock.now().strftime("%Y").to_string();
        // A scaffold is useful in a folder that is no workspace too.
        let publisher = context.config().ok().map(|config| config.publisher.name);
        text += &original(words, publisher.as_deref(), &year);
    }
    print(&text)?;
    Ok(Exit::Done)
}

fn original(words: &Words, publisher: Option<&str>, year: &str) -> String {
    let (holder, notice) = match publisher {
        // JSON's quoting is YAML's too.
        Some(name) => (
            serde_json::Value::from(name).to_string(),
            serde_json::Value::from(format!("© {year} {name}")).to_string(),
        ),
        None => (
            format!("           # {}", words.holder),
            format!("           # {}: © {year} …", words.notice),
        ),
    };
    format!("\norigin: original\n\ncopyright:\n  holder: {holder}\n  notice: {notice}\n")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{CHINESE, ENGLISH, original};
    use crate::clearance::schema;
    use crate::document::{Node, parse};

    /// What an editor has who takes every `# ` away.
    fn bare(scaffold: &str) -> String {
        let line = |line: &str| match line.split_once("# ") {
            Some((blanks, rest)) if blanks.trim().is_empty() && is_entry(rest) => {
                format!("{blanks}{rest}\n")
            }
            _ => format!("{line}\n"),
        };
        scaffold.lines().map(line).collect()
    }

    fn is_entry(text: &str) -> bool {
        let is_key = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        text.split_once(':')
            .is_some_and(|(key, _)| key.chars().all(is_key))
    }

    /// Every field of the schema at its place, but pictures, which a bundle brings.
    fn all_there(node: &Node, schema: &Value) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, inner) in properties.into_iter().flatten() {
            if name != "media" {
                let (_, node) = node.entry(name).unwrap_or_else(|| panic!("no {name}"));
                all_there(node, inner);
            }
        }
    }

    #[test]
    fn scaffolds_know_every_field() {
        for words in [&ENGLISH, &CHINESE] {
            let text = bare(&format!("{}{}", words.head, words.reprint));
            let root = parse(&text).expect("yaml");
            all_there(&root, &schema());
        }
    }

    #[test]
    fn scaffolds_are_yaml_and_copyright_comes_last() {
        for words in [&ENGLISH, &CHINESE] {
            let ours = original(words, Some("驿城\"新闻\": 甲"), "2026");
            for tail in [words.reprint, &ours, &original(words, None, "2026")] {
                let root = parse(&format!("{}{tail}", words.head)).expect("yaml");
                let last = root.entries().last().map(|entry| entry.key.as_str());
                assert_eq!(last, Some("copyright"));
            }
            let root = parse(&ours).expect("yaml");
            let holder = root.at("copyright.holder").and_then(|node| node.text());
            assert_eq!(holder, Some("驿城\"新闻\": 甲"));
        }
    }
}
