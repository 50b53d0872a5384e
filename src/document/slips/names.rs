//! What editors call our fields: in Chinese, by the names that other systems give them, or in full-width letters.

use unicode_normalization::UnicodeNormalization as _;

use crate::document::{Field, Kind};

/// Each field's other names, folded as [`folded`] does. A name that stands with several fields means the one that
/// the table in question has.
const OTHERS: &[(&str, &str)] = &[
    (
        "headline",
        "标题 標題 题目 題目 主标题 主標題 新闻标题 文章标题 稿件标题 大标题 原标题 原標題 title heading subject",
    ),
    (
        "summary",
        "摘要 导语 導語 简介 簡介 概要 提要 内容摘要 导读 abstract description lead excerpt intro",
    ),
    (
        "body",
        "正文 内容 內容 本文 全文 文章内容 正文内容 稿件内容 文章正文 content contents text article markdown",
    ),
    ("body_html", "正文html html content_html bodyhtml"),
    ("language", "语言 語言 语种 語種 lang locale"),
    (
        "published",
        "发布时间 发布日期 發布時間 發佈時間 发表时间 刊发时间 发稿时间 原文发布时间 日期 时间 時間 date time datetime pubdate pub_date publish_date publishdate published_at publish_time",
    ),
    (
        "embargoed_until",
        "解禁时间 解禁時間 禁发至 定时发布 定时发布时间 embargo embargoed publish_after",
    ),
    (
        "expires",
        "到期 到期时间 过期时间 失效时间 有效期 有效期至 截止时间 下线时间 到期日 授权到期 到期日期 expiry expire expiration expires_at valid_until",
    ),
    (
        "categories",
        "栏目 欄目 分类 分類 类别 類別 频道 頻道 版块 所属栏目 category section sections channel channels",
    ),
    (
        "keywords",
        "关键词 關鍵詞 关键字 關鍵字 标签 標籤 tags tag keyword",
    ),
    (
        "byline",
        "作者 署名 记者 記者 撰文 文 作者署名 本报记者 author authors by writer reporter",
    ),
    ("author", "作者 原作者 原文作者 authors writer by byline"),
    ("author_kind", "作者类型 作者性质"),
    ("priority", "优先级 優先級 权重 重要性 weight"),
    (
        "editor",
        "责任编辑 責任編輯 责编 責編 编辑 編輯 编辑人 editors responsible_editor",
    ),
    (
        "origin",
        "来源类型 來源類型 稿件类型 稿件性质 文章类型 性质 类型 原创或转载 是否原创 原创/转载 type kind",
    ),
    (
        "source",
        "来源 來源 出处 出處 稿件来源 文章来源 转载来源 轉載來源 来源信息 from",
    ),
    (
        "name",
        "名称 名稱 来源名称 來源名稱 媒体 媒體 媒体名称 单位 單位 来源单位 publisher site 来源 來源 出处 source",
    ),
    (
        "url",
        "网址 網址 链接 連結 鏈接 地址 原文链接 原文网址 原文地址 原文連結 来源网址 来源链接 link href source_url 原文",
    ),
    (
        "attribution",
        "转载说明 轉載說明 转载声明 轉載聲明 转载信息 转载行 转载标注 署名行 reprint_line credit_line reprint",
    ),
    (
        "permission",
        "授权 授權 转载授权 轉載授權 转载许可 许可 許可 转载依据 授权信息 authorization authorisation",
    ),
    (
        "basis",
        "依据 依據 授权方式 授权依据 授权类型 转载依据 许可方式 ground",
    ),
    (
        "reference",
        "合同号 合同编号 合同 授权编号 授权文号 文号 编号 协议号 协议编号 contract ref",
    ),
    (
        "copyright",
        "版权 版權 版权信息 版權信息 著作权 著作權 rights",
    ),
    (
        "holder",
        "著作权人 著作權人 版权人 版權人 版权方 权利人 版权所有 版权所有者 版权归属 所有人 owner",
    ),
    (
        "notice",
        "版权声明 版權聲明 声明 聲明 版权说明 著作权声明 版权 statement",
    ),
    ("year", "年份 年 版权年份"),
    (
        "usage_terms",
        "使用条件 使用條件 使用条款 使用条款说明 条款 terms usage",
    ),
    ("licence", "许可协议 许可证 许可 授权协议 協議 license"),
    ("id", "编号 編號 稿件编号 稿号 文章编号 article_id uid guid"),
    ("version", "版本 版本号 版次"),
    ("pub_status", "状态 狀態 发布状态 發布狀態 稿件状态 status"),
    (
        "media",
        "图片 圖片 配图 配圖 多媒体 附件 images image pictures photos",
    ),
    ("file", "文件 文件名 图片文件 檔案 filename src path"),
    ("alt", "替代文字 替代文本 alt_text"),
    ("caption", "图片说明 图说 圖說 说明 說明"),
    (
        "credit",
        "摄影 攝影 图片来源 摄影者 供图 作者 photographer photo_by",
    ),
    ("copyright_notice", "版权声明 图片版权 版权"),
];

/// A name without what makes no difference: case, width, blanks, hyphens, marks around it.
fn folded(key: &str) -> String {
    let marks = |c: char| c.is_whitespace() || "\"'“”‘’＂＇「」『』*_".contains(c);
    let bare = key.trim_matches(marks);
    bare.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '-' { '_' } else { c })
        .collect()
}

/// The field of a table that a key means: by its own name, in whatever case and width, or by another of its names.
#[must_use]
pub fn meant(key: &str, table: &'static [Field]) -> Option<&'static Field> {
    if let Some(field) = table.iter().find(|field| field.name == key) {
        return Some(field);
    }
    // A longer text is no name.
    if key.len() > 120 {
        return None;
    }
    let key = folded(key);
    let own = table
        .iter()
        .find(|field| field.name == key || field.name.replace('_', "") == key);
    own.or_else(|| {
        let others = |field: &&Field| {
            OTHERS
                .iter()
                .any(|(name, others)| *name == field.name && others.split(' ').any(|o| o == key))
        };
        table.iter().find(others)
    })
}

/// Where in a document of this table a key belongs that the table itself does not have: `url` below `source`.
#[must_use]
pub fn elsewhere(key: &str, table: &'static [Field]) -> Option<(&'static str, &'static str)> {
    table.iter().find_map(|outer| match outer.kind {
        Kind::Object(inner) => meant(key, inner).map(|field| (outer.name, field.name)),
        _ => None,
    })
}

/// What editors write for our fixed words.
const WORDS: &[(&str, &str)] = &[
    ("original", "原创 原創 自采 本报原创 本站原创 本报 是"),
    ("reprint", "转载 轉載 转发 转 转稿 reprinted repost 否"),
    ("usable", "可用 正常 发布 已发布 published ready"),
    ("withheld", "暂扣 暂不发布 草稿 draft hold held"),
    ("canceled", "撤回 撤销 撤稿 取消 cancelled cancel withdrawn"),
    (
        "agreement",
        "协议 協議 合同 转载协议 授权 授权协议 contract",
    ),
    ("licence", "许可 許可 许可协议 license licensed"),
    ("whitelist", "白名单 白名單 转载白名单"),
    ("statutory", "法定 法定许可 law"),
    (
        "public-domain",
        "公有领域 公有領域 公共领域 public_domain publicdomain",
    ),
    ("person", "个人 記者 记者"),
    ("organisation", "单位 机构 organization"),
    ("true", "是 yes on"),
    ("false", "否 no off"),
];

/// The one of `words` that a text means.
#[must_use]
pub fn word(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let text = folded(text);
    words.iter().copied().find(|word| {
        let folded_word = word.replace('-', "_");
        folded_word == text
            || WORDS
                .iter()
                .any(|(name, others)| name == word && others.split(' ').any(|o| o == text))
    })
}

#[cfg(test)]
mod tests {
    use super::{elsewhere, meant, word};
    use crate::document::{Field, Kind, optional};

    static INNER: [Field; 2] = [
        optional("name", Kind::Prose, ""),
        optional("url", Kind::Prose, ""),
    ];
    static TABLE: [Field; 3] = [
        optional("headline", Kind::Prose, ""),
        optional("pub_status", Kind::Prose, ""),
        optional("source", Kind::Object(&INNER), ""),
    ];

    #[test]
    fn a_field_by_any_of_its_names() {
        for (key, name) in [
            ("标题", "headline"),
            ("標題", "headline"),
            ("Title", "headline"),
            ("ｈｅａｄｌｉｎｅ", "headline"),
            ("“标 题”", "headline"),
            ("Pub-Status", "pub_status"),
            ("pubstatus", "pub_status"),
            ("来源", "source"),
        ] {
            assert_eq!(
                meant(key, &TABLE).map(|field| field.name),
                Some(name),
                "{key}"
            );
        }
        assert!(meant("天气", &TABLE).is_none());
        assert_eq!(meant("来源", &INNER).map(|field| field.name), Some("name"));
        assert_eq!(elsewhere("网址", &TABLE), Some(("source", "url")));
    }

    #[test]
    fn fixed_words_in_chinese() {
        assert_eq!(word("转载", &["original", "reprint"]), Some("reprint"));
        assert_eq!(
            word("“ORIGINAL”", &["original", "reprint"]),
            Some("original")
        );
        assert_eq!(word("抄来", &["original", "reprint"]), None);
    }
}
