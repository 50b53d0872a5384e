//! Letters about takedowns: to the desk, to a claimant, to a reader who was sent what is gone. And to the newsroom,
//! about what its inbox rejected.

use askama::Template;
use jiff::Timestamp;

use super::post::{Draft, post};
use crate::article::Language;
use crate::article::text::visible;
use crate::render::edition::Letter;
use crate::render::error::Error;
use crate::render::feed::page_url;
use crate::render::input::{Notice, Outlook, Recipient, Rejected, Settings};
use crate::render::words::Tongue;

/// What a letter says.
struct Note {
    subject: String,
    paragraphs: Vec<String>,
    /// Reports, which show lines of a file as they stand.
    reports: Vec<String>,
    links: Vec<String>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    settings: &'a Settings,
    language: &'a Language,
    note: &'a Note,
}

/// Renders a letter of its own. `issue` is its name in the file's name, `date` its Date.
///
/// # Errors
/// Where an address cannot be written to, or a writer gives up.
pub fn notice(
    settings: &Settings,
    from: Option<&str>,
    notice: &Notice,
    issue: &str,
    date: Timestamp,
    to: &Recipient<'_>,
) -> Result<Letter, Error> {
    let note = note(settings, notice, Tongue::of(to.language));
    let page = Page {
        settings,
        language: to.language,
        note: &note,
    };
    let html = page.render().map_err(Error::write("letter"))?;
    let text = text(settings, &note);
    let draft = Draft {
        kind: match notice {
            Notice::Reminder { .. } => "reminder",
            _ => "notice",
        },
        issue,
        // A claimant may get several letters about one case; each says something else.
        matter: &text.clone(),
        date,
        subject: note.subject.clone(),
        text,
        html,
        list: None,
    };
    post(settings, from, to, &draft)
}

fn text(settings: &Settings, note: &Note) -> String {
    let mut parts = note.paragraphs.clone();
    parts.extend(note.reports.iter().cloned());
    parts.extend(note.links.iter().cloned());
    let (publisher, email) = (&settings.publisher, &settings.takedown_email);
    parts.push(format!("-- \n{publisher} · {email}\n"));
    parts.join("\n\n")
}

/// Its subject and its text.
#[cfg(test)]
pub(super) fn words(settings: &Settings, notice: &Notice, language: &Language) -> String {
    let note = note(settings, notice, Tongue::of(language));
    format!("{}\n{}", note.subject, text(settings, &note))
}

fn note(settings: &Settings, notice: &Notice, tongue: Tongue) -> Note {
    let zone = settings.zone();
    let when = |at: &Timestamp| tongue.minute_with_zone(*at, &zone);
    let zh = tongue == Tongue::Chinese;
    match notice {
        Notice::Reminder {
            case,
            percent,
            deadline,
            outlook,
        } => reminder(
            case,
            *percent,
            &when(deadline),
            &by_itself(*outlook, tongue, when),
            tongue,
        ),
        Notice::Received {
            case,
            missing,
            deadline,
            status_url,
        } => received(
            case,
            missing,
            deadline.as_ref().map(when),
            status_url,
            tongue,
        ),
        Notice::Decided {
            case,
            state,
            status_url,
        } => decided(case, state, status_url, tongue),
        Notice::Withdrawn {
            case,
            articles,
            digest,
            frozen,
        } => {
            let day = tongue.day(*frozen, &zone);
            Note {
                subject: if zh {
                    format!("{day}《{digest}》中有文章已撤回（{case}）")
                } else {
                    format!("Withdrawn from “{digest}” of {day} ({case})")
                },
                paragraphs: vec![if zh {
                    format!(
                        "{day}发给您的《{digest}》中，下列文章因权利问题已撤回，案号 {case}。不要再转发或使用它们。"
                    )
                } else {
                    format!(
                        "“{digest}” of {day}, which you received, held what is withdrawn since, for reasons of rights (case {case}). Do not pass it on or use it."
                    )
                }],
                reports: Vec::new(),
                links: articles.iter().map(|id| page_url(settings, id)).collect(),
            }
        }
        Notice::Rejected { files } => rejected(files, tongue),
    }
}

fn rejected(files: &[Rejected], tongue: Tongue) -> Note {
    let zh = tongue == Tongue::Chinese;
    let count = files.len();
    let first = files.first().map_or("", |file| file.file.as_str());
    let first = visible(first);
    let subject = match count {
        _ if zh && count > 1 => format!("退稿 {count} 篇：{first} 等"),
        _ if zh => format!("退稿：{first}"),
        0 | 1 => format!("Rejected: {first}"),
        _ => format!("{count} files rejected: {first} and others"),
    };
    let report = |file: &Rejected| {
        if file.report.is_empty() {
            visible(&file.file).into_owned()
        } else {
            file.report.trim_end().to_owned()
        }
    };
    Note {
        subject,
        paragraphs: vec![
            tongue
                .say(
                    "以下文件没有通过审核，没有发布。原件和报告都在收件夹的 .rejected 里；请照报告改好，重新投稿。",
                    "These files were not taken, and nothing of them is published. They lie in .rejected of the inbox with \
                     their reports beside them: please mend what the reports say, and drop them again.",
                )
                .to_owned(),
        ],
        reports: files.iter().map(report).collect(),
        links: Vec::new(),
    }
}

fn reminder(case: &str, percent: u8, deadline: &str, outlook: &str, tongue: Tongue) -> Note {
    let (subject, gone, look) = if tongue == Tongue::Chinese {
        (
            format!("{case}：处理时限已过 {percent}%"),
            format!("案件 {case} 的处理时限已过 {percent}%，截止时间：{deadline}。"),
            format!("查看：masthead takedown show {case}"),
        )
    } else {
        (
            format!("{case}: {percent} % of the time is gone"),
            format!("{percent} % of the time for case {case} is gone. It ends on {deadline}."),
            format!("To look at it: masthead takedown show {case}"),
        )
    };
    Note {
        subject,
        paragraphs: vec![gone, outlook.to_owned(), look],
        reports: Vec::new(),
        links: Vec::new(),
    }
}

/// What the desk may rely on if it does nothing.
fn by_itself(outlook: Outlook, tongue: Tongue, when: impl Fn(&Timestamp) -> String) -> String {
    let zh = tongue == Tongue::Chinese;
    match outlook {
        Outlook::Incomplete => tongue
            .say(
                "通知还缺内容，系统不会自动停止显示所涉文章，请人工处理。",
                "It lacks something, so nothing happens to its articles by itself: decide what to do with them.",
            )
            .to_owned(),
        Outlook::Withheld => tongue
            .say(
                "所涉文章已停止显示，在作出决定之前不会恢复。",
                "Its articles are withheld, and stay so until it is decided.",
            )
            .to_owned(),
        Outlook::Withholds(at) if zh => format!(
            "如到{}仍无决定，系统将自动停止显示所涉文章；届时已确认的案件，所涉文章将自动删除。",
            when(&at)
        ),
        Outlook::Withholds(at) => format!(
            "Without a decision by {}, its articles are withheld automatically; if the case is confirmed by then, they are removed.",
            when(&at)
        ),
        Outlook::Removes(at) if zh => format!("案件已确认，所涉文章于{}自动删除。", when(&at)),
        Outlook::Removes(at) => format!(
            "The case is confirmed, and its articles are removed automatically at {}.",
            when(&at)
        ),
    }
}

/// Receipt, and what is missing (Digital Services Act, article 16(4)).
fn received(
    case: &str,
    missing: &[String],
    deadline: Option<String>,
    status_url: &str,
    tongue: Tongue,
) -> Note {
    let zh = tongue == Tongue::Chinese;
    let mut paragraphs = vec![if zh {
        format!("我们收到了您的权利通知，案号 {case}。")
    } else {
        format!("Your request has come in. Its case number is {case}.")
    }];
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|name| tongue.field(name)).collect();
        paragraphs.push(if zh {
            format!("还缺：{}。补齐后时限重新起算。用下面的链接补交。", names.join("、"))
        } else {
            format!("Still missing: {}. When it is there, the clock starts anew. Add it by the link below.", names.join(", "))
        });
    }
    if let Some(deadline) = deadline {
        paragraphs.push(if zh {
            format!("我们将在{deadline}前处理。")
        } else {
            format!("We act on it by {deadline}.")
        });
    }
    paragraphs.push(
        tongue
            .say(
                "下面的链接显示处理情况。保存好，不要公开。",
                "The link below tells how it stands. Keep it, and keep it to yourself.",
            )
            .to_owned(),
    );
    Note {
        subject: if missing.is_empty() {
            format!(
                "{case}{}{}",
                tongue.colon(),
                tongue.say("已收到您的权利通知", "your request has come in")
            )
        } else {
            format!(
                "{case}{}{}",
                tongue.colon(),
                tongue.say("您的权利通知还缺内容", "your request lacks something")
            )
        },
        paragraphs,
        reports: Vec::new(),
        links: vec![status_url.to_owned()],
    }
}

fn decided(case: &str, state: &str, status_url: &str, tongue: Tongue) -> Note {
    let what = match state {
        "confirmed" => tongue.say(
            "通知成立，所涉文章已停止显示",
            "your request is upheld, and the articles are not shown any more",
        ),
        "withheld" => tongue.say(
            "所涉文章已暂停显示，等待决定",
            "the articles are withheld until it is decided",
        ),
        "removed" => tongue.say("所涉文章已删除", "the articles are removed"),
        "rejected" => tongue.say(
            "通知未获支持，所涉文章继续显示",
            "your request is rejected, and the articles stay",
        ),
        "countered" => tongue.say("我们收到了对方的反通知", "a counter-notice has come in"),
        "restored" => tongue.say("所涉文章已恢复显示", "the articles are shown again"),
        _ => tongue.say("状态有变", "it has moved on"),
    };
    let colon = tongue.colon();
    Note {
        subject: format!("{case}{colon}{what}"),
        paragraphs: vec![
            format!("{} {case}{colon}{what}{}", tongue.say("案件", "Case"), tongue.say("。", ".")),
            // The page gives a reason where the desk had to write one: for a rejection.
            if state == "rejected" {
                tongue.say(
                    "理由见下面的链接。不同意这一决定，可以直接回复这封信。",
                    "The link below gives the reason. Whoever disagrees may answer this letter.",
                )
            } else {
                tongue.say(
                    "处理情况见下面的链接。不同意这一决定，可以直接回复这封信。",
                    "The link below tells how the case stands. Whoever disagrees may answer this letter.",
                )
            }
            .to_owned(),
        ],
        reports: Vec::new(),
        links: vec![status_url.to_owned()],
    }
}
