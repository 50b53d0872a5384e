//! A list in all its forms at once, for whoever writes files: its entries are made once.

use super::edition::Edition;
use super::error::Error;
use super::feed::feeds;
use super::input::{Settings, Window};
use super::page::list;
use super::resource::{Format, Resource};
use super::sitemap::sitemap;

/// Renders all that [`Resource::of_outlet`] names, in its order.
///
/// # Errors
/// Where a writer gives up.
pub fn outlet(settings: &Settings, window: &Window) -> Result<Vec<(Resource, Edition)>, Error> {
    let outlet = &window.outlet;
    let mut all = Vec::with_capacity(4);
    if outlet.has_feeds() {
        let names = Format::ALL.map(|format| Resource::Feed(outlet.clone(), format));
        all.extend(names.into_iter().zip(feeds(settings, window)?));
    } else {
        all.push((Resource::Sitemap(outlet.clone()), sitemap(settings, window)));
    }
    if outlet.has_page() {
        all.push((Resource::List(outlet.clone()), list(settings, window)?));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::outlet;
    use crate::article::{Language, Outlet};
    use crate::render::resource::Resource;
    use crate::render::samples::{original, reprint, settings, window};
    use crate::render::{feed, list};

    #[test]
    fn the_same_bytes_as_one_by_one() {
        let settings = settings("zh-CN");
        let archive = Outlet::Archive {
            year: 2026,
            month: 11,
            page: 1,
        };
        let language = Outlet::Language(Language::parse("en").expect("lawful"));
        for place in [Outlet::Site, archive, language] {
            let window = window(place.clone(), &[reprint(), original()]);
            let all = outlet(&settings, &window).expect("written");
            let names: Vec<Resource> = all.iter().map(|(name, _)| name.clone()).collect();
            assert_eq!(names, Resource::of_outlet(&place));
            for (resource, edition) in all {
                assert_eq!(edition.path(), resource.file());
                let alone = match resource {
                    Resource::Feed(_, format) => feed(&settings, &window, format),
                    Resource::List(_) => list(&settings, &window),
                    _ => continue,
                };
                assert_eq!(edition, alone.expect("written"));
            }
        }
    }
}
