//! `masthead new`: an article to fill in. `copyright` comes last, since a file cut off half-way then
//! lacks it and is refused; the empty fields are refused too, until they are filled.

use super::{CliError, Context, Exit, print};

/// Print an article to fill in: `masthead new > story.yaml`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// With what a reprint must say about its source
    #[arg(long)]
    reprint: bool,
}

const HEAD: &str = "\
# The file's name is the article's id, unless `id` says otherwise.
# `masthead schema article` lists every field.
headline:            # plain text, 1 to 300 characters
summary:             # one or two sentences
categories: []       # paths, widest first: [河南/驻马店]
byline:              # who wrote it
editor:              # the responsible editor's real name
body: |
  
";

const SOURCE: &str = "
origin: reprint
source:
  name:              # the publisher it was taken from
  url:               # the very page, https://…
  headline:          # its title there, where ours differs
  author:
  published:         # 2026-11-23T09:30:00+08:00
attribution:         # the visible line: names the source and holds the url
permission:          # not needed where the configuration has one for the source
  basis:             # agreement, licence, whitelist, statutory or public-domain
  reference:         # contract number, licence URL

copyright:
  holder:            # usually the source
  notice:            # names the holder: © 2026 …
";

/// Prints the scaffold; our own name is filled in where the configuration can be read.
///
/// # Errors
/// Where standard output takes nothing.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let mut text = HEAD.to_owned();
    if args.reprint {
        text += SOURCE;
    } else {
        let year = context.clock.now().strftime("%Y").to_string();
        // A scaffold is useful in a folder that is no workspace too.
        let publisher = context.config().ok().map(|config| config.publisher.name);
        text += &original(publisher.as_deref(), &year);
    }
    print(&text)?;
    Ok(Exit::Done)
}

fn original(publisher: Option<&str>, year: &str) -> String {
    let (holder, notice) = match publisher {
        // JSON's quoting is YAML's too.
        Some(name) => (
            serde_json::Value::from(name).to_string(),
            serde_json::Value::from(format!("© {year} {name}")).to_string(),
        ),
        None => (
            "           # the publisher's name, as in the configuration".to_owned(),
            format!("           # names the holder: © {year} …"),
        ),
    };
    format!("\norigin: original\n\ncopyright:\n  holder: {holder}\n  notice: {notice}\n")
}

#[cfg(test)]
mod tests {
    use super::{HEAD, SOURCE, original};
    use crate::document::parse;

    #[test]
    fn scaffolds_are_yaml_and_copyright_comes_last() {
        let ours = original(Some("驿城\"新闻\": 甲"), "2026");
        for tail in [SOURCE, &ours, &original(None, "2026")] {
            let root = parse(&format!("{HEAD}{tail}")).expect("yaml");
            let last = root.entries().last().map(|entry| entry.key.as_str());
            assert_eq!(last, Some("copyright"));
        }
        let root = parse(&ours).expect("yaml");
        let holder = root.at("copyright.holder").and_then(|node| node.text());
        assert_eq!(holder, Some("驿城\"新闻\": 甲"));
    }
}
