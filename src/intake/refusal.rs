//! Why a file is not even judged, in words for the editor who finds it on the shelf.

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Why a file goes to the shelf of the rejected without being judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link.
    Link,
    /// A file with more names than this one.
    HardLink,
    /// A pipe, a socket or a device.
    Special,
    /// A folder that holds an article and its pictures.
    Bundle,
    /// A name that says neither YAML, JSON nor Markdown.
    Suffix,
    /// A file that the daemon may not read.
    Locked,
    /// More bytes than the inbox takes.
    TooLarge {
        /// How many it has.
        size: u64,
        /// How many are taken.
        most: u64,
    },
    /// No closing `...`, where the configuration asks for it.
    NotEnded,
}

impl Refusal {
    /// The finding's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            _ => "bad-value",
        }
    }

    /// Whether the file is a plain one that may be opened all the same.
    #[must_use]
    pub fn is_opened(self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::NotEnded)
    }

    /// What is wrong.
    #[must_use]
    pub fn message(self, tongue: Tongue) -> String {
        let (en, zh) = match self {
            Self::Link => (
                "this is a symbolic link; links are not opened",
                "这是符号链接，系统不会打开链接",
            ),
            Self::HardLink => (
                "this file has other names (hard links), so it could still change after it was taken",
                "该文件还有别的硬链接，收稿后仍可能被改动",
            ),
            Self::Special => (
                "this is no regular file but a pipe, a socket or a device",
                "这不是普通文件，而是管道、套接字或设备",
            ),
            Self::Bundle => (
                "a folder with an article and its pictures cannot be taken yet",
                "暂不支持以文件夹形式投稿（稿件连同图片）",
            ),
            Self::Suffix => (
                "the file's name does not say what it is",
                "从文件名看不出稿件的格式",
            ),
            Self::Locked => (
                "the daemon has no permission to read this file",
                "系统没有读取该文件的权限",
            ),
            Self::NotEnded => (
                "the file does not end with `...`, so it may be cut off",
                "文件没有以 `...` 结尾，可能不完整",
            ),
            Self::TooLarge { size, most } => {
                return match tongue {
                    Tongue::En => format!("the file has {size} bytes; at most {most} are taken"),
                    Tongue::Zh => format!("文件有 {size} 字节，上限为 {most} 字节"),
                };
            }
        };
        choose(tongue, en, zh)
    }

    /// What to do.
    #[must_use]
    pub fn help(self, tongue: Tongue) -> String {
        let (en, zh) = match self {
            Self::Link | Self::HardLink | Self::Special => (
                "drop a copy of the file itself, or use `masthead submit FILE`",
                "请投放文件本身的副本，或使用 `masthead submit FILE`",
            ),
            Self::Bundle => (
                "drop its article.yaml alone, under the name of the folder and without `media`",
                "请只投放其中的 article.yaml，以文件夹名命名，并去掉 `media`",
            ),
            Self::Suffix => (
                "name it NAME.yaml, NAME.yml, NAME.json or NAME.md",
                "请命名为 NAME.yaml、NAME.yml、NAME.json 或 NAME.md",
            ),
            Self::Locked => (
                "make it readable for the daemon's group (chmod g+r) and drop it again",
                "请让系统所在的用户组可读（chmod g+r），再重新投放",
            ),
            Self::NotEnded => (
                "add a last line `...`, or send the file again whole",
                "请在末尾加一行 `...`，或重新完整上传",
            ),
            Self::TooLarge { .. } => (
                "shorten it, or raise `inbox.max_bytes` in config/masthead.yaml",
                "请缩短稿件，或调高 config/masthead.yaml 中的 `inbox.max_bytes`",
            ),
        };
        choose(tongue, en, zh)
    }
}

fn choose(tongue: Tongue, en: &str, zh: &str) -> String {
    match tongue {
        Tongue::En => en.to_owned(),
        Tongue::Zh => zh.to_owned(),
    }
}
