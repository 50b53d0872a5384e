//! What came to the takedown form, in whichever way a client writes it. None is turned away for its media type: what
//! is no form is read as a file in `inbox/takedowns/` is.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::{CONTENT_TYPE, HeaderMap};

use super::form::Form;
use crate::takedown;

/// What somebody sent.
pub(super) enum Submission {
    /// The form's fields.
    Form(Box<Form>),
    /// A document, such as a file of the same words would be.
    Document(Bytes),
}

impl Submission {
    /// Reads a body.
    pub(super) async fn read(headers: &HeaderMap, body: Bytes) -> Self {
        let media_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map(|essence| essence.trim().to_ascii_lowercase())
            .unwrap_or_default();
        let form = match media_type.as_str() {
            "application/x-www-form-urlencoded" => Some(Form::read(&body)),
            "multipart/form-data" => multipart(headers, body.clone()).await,
            _ => None,
        };
        // Words that are all in fields of the sender's own are still a request: it is read as far as it can be.
        match form.filter(|form| !(form.is_blank() && form.surplus)) {
            Some(form) => Self::Form(Box::new(form)),
            None => Self::Document(body),
        }
    }

    /// What it asks for.
    pub(super) fn request(&self, base_url: &str) -> takedown::Request {
        match self {
            Self::Form(form) => takedown::Request::read(form.document().as_bytes(), base_url),
            Self::Document(bytes) => takedown::Request::read(bytes, base_url),
        }
    }

    /// Whether nothing at all was said.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Form(form) => form.is_blank(),
            Self::Document(bytes) => matches!(bytes.trim_ascii(), b"" | b"{}"),
        }
    }

    /// The case that it completes, and the key that it gives.
    pub(super) fn completes(&self) -> Option<(&str, &str)> {
        match self {
            Self::Form(form) if !form.case.is_empty() => Some((&form.case, &form.key)),
            _ => None,
        }
    }

    /// The file of the same words, and its suffix. It names no case to complete, since a file's word is taken for
    /// that: a document that names one is written anew, without it.
    pub(super) fn file(&self) -> (Vec<u8>, &'static str) {
        match self {
            Self::Form(form) => (form.document().into_bytes(), "json"),
            Self::Document(bytes) => {
                let request = takedown::Request::read(bytes, "");
                if request.case.is_none() {
                    (bytes.to_vec(), "yaml")
                } else {
                    (nameless(&request).into_bytes(), "json")
                }
            }
        }
    }
}

/// The fields of a form that is sent in parts (RFC 7578); none where they cannot be told apart.
async fn multipart(headers: &HeaderMap, body: Bytes) -> Option<Form> {
    let mut request = Request::new(Body::from(body));
    let media_type = headers.get(CONTENT_TYPE)?.clone();
    request.headers_mut().insert(CONTENT_TYPE, media_type);
    let mut parts = Multipart::from_request(request, &()).await.ok()?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.ok()?;
        form.set(&name, &String::from_utf8_lossy(&bytes));
    }
    Some(form)
}

/// A request as a document, but for the case that it names.
fn nameless(request: &takedown::Request) -> String {
    let mut document = serde_json::to_value(request).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        let named = fields.remove("case");
        fields.insert("meant_for".into(), named.into());
        fields.remove("unreadable");
        let written = request.targets.iter().map(|target| target.written.clone());
        fields.insert("targets".into(), written.collect::<Vec<_>>().into());
    }
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::header::{CONTENT_TYPE, HeaderMap};

    use super::Submission;
    use crate::takedown::Request;

    const OURS: &str = "https://news.example";

    async fn read(media_type: &'static str, body: &'static str) -> Submission {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media_type.parse().expect("a value"));
        Submission::read(&headers, Bytes::from_static(body.as_bytes())).await
    }

    #[tokio::test]
    async fn each_way_of_writing_says_the_same() {
        let parts = "--x\r\nContent-Disposition: form-data; name=\"targets\"\r\n\r\na-1\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n李四\r\n--x--\r\n";
        for (media_type, body) in [
            ("application/x-www-form-urlencoded", "targets=a-1&name=李四"),
            ("Multipart/Form-Data; boundary=x", parts),
            (
                "application/json",
                r#"{"claimant": {"name": "李四"}, "targets": ["a-1"]}"#,
            ),
            ("text/plain", "claimant: 李四\ntargets: a-1\n"),
        ] {
            let submission = read(media_type, body).await;
            let request = submission.request(OURS);
            assert_eq!(request.articles().len(), 1, "{media_type}");
            assert_eq!(request.claimant.name.as_deref(), Some("李四"));
            let file = Request::read(&submission.file().0, OURS);
            assert_eq!(file.articles(), request.articles(), "{media_type}");
            assert!(!submission.is_blank());
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_kept_as_it_came() {
        let torn = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n李四";
        for (media_type, body) in [
            ("multipart/form-data", torn),
            ("multipart/form-data; boundary=x", torn),
            ("application/json", "{\"targets\": ["),
            ("", "请撤下我的照片"),
            (
                "application/x-www-form-urlencoded",
                "message=请撤下我的照片",
            ),
        ] {
            let submission = read(media_type, body).await;
            assert!(!submission.is_blank(), "{media_type}");
            let kept = submission.file().0;
            assert_eq!(kept, body.as_bytes(), "{media_type}");
            let request = submission.request(OURS);
            assert!(!request.missing(false).is_empty(), "{media_type}");
        }
        for (media_type, body) in [("application/json", "{}"), ("text/plain", " ")] {
            assert!(read(media_type, body).await.is_blank(), "{body}");
        }
    }

    #[tokio::test]
    async fn no_file_completes_a_case() {
        for (media_type, body) in [
            (
                "application/x-www-form-urlencoded",
                "case=TD-2026-0001&key=x&email=e%40evil.example",
            ),
            (
                "text/yaml",
                "case: TD-2026-0001\nclaimant: {email: e@evil.example}\nregime: EU\nworks: [a, b]\n",
            ),
        ] {
            let submission = read(media_type, body).await;
            let (bytes, _) = submission.file();
            let file = Request::read(&bytes, OURS);
            assert_eq!(file.case, None, "{media_type}");
            assert_eq!(file.claimant.email.as_deref(), Some("e@evil.example"));
            assert_eq!(file.works.len(), submission.request(OURS).works.len());
            assert!(String::from_utf8_lossy(&bytes).contains("TD-2026-0001"));
        }
    }
}
