//! Language tags (BCP 47) in canonical case.

use std::fmt;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// A well-formed BCP 47 tag in the case that RFC 5646 section 2.1.1 recommends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// The text is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no BCP 47 language tag")]
pub struct NoLanguage(pub String);

impl Language {
    /// Reads a tag and brings it into canonical case.
    ///
    /// # Errors
    /// Where the text is not well formed.
    pub fn parse(text: &str) -> Result<Self, NoLanguage> {
        LanguageTag::parse_and_normalize(text)
            .map(|tag| Self(tag.into_inner()))
            .map_err(|_| NoLanguage(text.to_owned()))
    }

    /// Reads a tag as an editor writes one: its language must be registered, since readers' programs know no other.
    /// Private use (`x-…`) stays possible.
    ///
    /// # Errors
    /// Where the text is not well formed, or IANA's registry has no such language.
    pub fn registered(text: &str) -> Result<Self, NoLanguage> {
        let tag = Self::parse(text)?;
        let is_registered = LanguageTag::parse(tag.as_str()).is_ok_and(|parsed| {
            let language = parsed.primary_language();
            language_tags::LanguageTag::parse(language).is_ok_and(|language| language.is_valid())
        });
        is_registered
            .then_some(tag)
            .ok_or_else(|| NoLanguage(text.to_owned()))
    }

    /// The tag that a word for a language means, as editors write them.
    #[must_use]
    pub fn meant(text: &str) -> Option<&'static str> {
        const WORDS: &[(&str, &str)] = &[
            (
                "zh-CN",
                "chinese 中文 汉语 漢語 简体 简体中文 中文简体 简中 普通话 国语 华语 cn zho chi chs zh-chs zh-cn zh-china china 中国 cmn-cn zhcn",
            ),
            (
                "zh-TW",
                "繁体 繁體 繁体中文 繁體中文 正體中文 cht zh-cht zh-tw tw zhtw",
            ),
            ("zh-HK", "zh-hk hk"),
            ("en", "english 英语 英文 英語 eng en-us en-gb us uk gb"),
            ("ja", "japanese 日语 日文 日語 日本語 jp jpn"),
            ("ko", "korean 韩语 韩文 朝鲜语 한국어 kr kor"),
            ("ug", "uyghur uighur 维吾尔语 维文 维语 uig"),
            ("bo", "tibetan 藏语 藏文 tib bod"),
            ("mn", "mongolian 蒙古语 蒙语 蒙文 mon"),
            ("fr", "french 法语 法文 fra fre"),
            ("de", "german deutsch 德语 德文 deu ger"),
            ("es", "spanish 西班牙语 西语 spa"),
            ("ru", "russian 俄语 俄文 rus"),
            ("ar", "arabic 阿拉伯语 阿语 ara"),
            ("pt", "portuguese 葡萄牙语 葡语 por"),
            ("vi", "vietnamese 越南语 vie"),
        ];
        let text = text.trim().to_lowercase().replace('_', "-");
        WORDS
            .iter()
            .find(|(_, words)| words.split(' ').any(|word| word == text))
            .map(|(tag, _)| *tag)
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its readers read Chinese.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.0 == "zh" || self.0.starts_with("zh-")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = NoLanguage;
    fn try_from(text: String) -> Result<Self, NoLanguage> {
        Self::parse(&text)
    }
}

impl From<Language> for String {
    fn from(tag: Language) -> Self {
        tag.0
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_language_is_a_registered_one() {
        for good in [
            "zh-CN",
            "en",
            "ug-Latn",
            "yue",
            "zh-Hant-HK",
            "x-house",
            "i-klingon",
            "no",
            "und",
        ] {
            assert!(Language::registered(good).is_ok(), "{good}");
        }
        for (bad, meant) in [
            ("chinese", Some("zh-CN")),
            ("中文", Some("zh-CN")),
            ("cn", Some("zh-CN")),
            ("zh_CN", Some("zh-CN")),
            ("zho", Some("zh-CN")),
            ("English", Some("en")),
            ("jp", Some("ja")),
            ("qqq-zz-q", None),
            ("xx", None),
            ("abcdefgh", None),
        ] {
            assert!(Language::registered(bad).is_err(), "{bad}");
            assert_eq!(Language::meant(bad), meant, "{bad}");
        }
        // What is stored may be older than this rule.
        assert!(Language::parse("chinese").is_ok());
    }
}
