//! The one way from an address to its bytes: what the store knows of it, through its renderer. HTTP and the files
//! of the outbox both come this way, so that they cannot differ.

use jiff::Timestamp;

use crate::article::{ArticleId, Outlet, Withdrawn};
use crate::render::{self, Edition, Listing, Resource, Settings, Window};
use crate::store::{self, Page, Place, Store};

/// Why an address has no bytes now.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The store did not answer.
    #[error("the store could not give what {path} shows")]
    Store {
        /// The address.
        path: String,
        /// What it said.
        source: store::Error,
    },
    /// The renderer could not write it.
    #[error("{path} could not be rendered")]
    Render {
        /// The address.
        path: String,
        /// What it said.
        source: render::Error,
    },
}

impl ComposeError {
    /// Whether no address has bytes now.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Store { source, .. } if source.is_outage())
    }
}

/// What a resource shows now; none where there is no such thing.
///
/// # Errors
/// Where the store does not answer or a renderer fails.
pub async fn compose(
    store: &Store,
    settings: &Settings,
    resource: &Resource,
) -> Result<Option<Edition>, ComposeError> {
    let shown = look(store, settings, resource).await;
    let shown = shown.map_err(|source| ComposeError::Store {
        path: resource.path(),
        source,
    })?;
    shown
        .map(|shown| shown.render(settings, resource))
        .transpose()
}

/// What the pages of these articles show now, in their order; one that cannot be rendered stops no other.
///
/// # Errors
/// Where the store does not answer.
pub async fn compose_pages(
    store: &Store,
    settings: &Settings,
    ids: &[ArticleId],
) -> Result<Vec<Result<(Resource, Option<Edition>), ComposeError>>, store::Error> {
    let pages = store.pages(ids).await?;
    let composed = ids.iter().zip(pages).map(|(id, page)| {
        let resource = Resource::Article(id.clone());
        let shown = page.map(Shown::of_page);
        let shown = shown.map_err(|source| ComposeError::Store {
            path: resource.path(),
            source,
        })?;
        let edition = shown
            .map(|shown| shown.render(settings, &resource))
            .transpose()?;
        Ok((resource, edition))
    });
    Ok(composed.collect())
}

/// What all addresses of a place show now. A list is read once for all its forms.
///
/// # Errors
/// Where the store does not answer or a renderer fails.
pub async fn compose_place(
    store: &Store,
    settings: &Settings,
    place: &Place,
) -> Result<Vec<(Resource, Option<Edition>)>, ComposeError> {
    let Place::Outlet(outlet) = place else {
        let mut composed = Vec::new();
        for resource in resources(place) {
            let edition = compose(store, settings, &resource).await?;
            composed.push((resource, edition));
        }
        return Ok(composed);
    };
    let path = outlet.folder();
    let shown = match window(store, settings, outlet).await {
        Ok(shown) => shown,
        Err(source) => return Err(ComposeError::Store { path, source }),
    };
    let Some(window) = shown else {
        let names = resources(place).into_iter();
        return Ok(names.map(|resource| (resource, None)).collect());
    };
    match render::outlet(settings, &window) {
        Ok(all) => Ok(all
            .into_iter()
            .map(|(name, edition)| (name, Some(edition)))
            .collect()),
        Err(source) => Err(ComposeError::Render { path, source }),
    }
}

/// All addresses whose bytes a place is part of.
#[must_use]
pub fn resources(place: &Place) -> Vec<Resource> {
    match place {
        Place::Page(id) => vec![Resource::Article(id.clone())],
        Place::Outlet(outlet) => Resource::of_outlet(outlet),
        Place::Directory => Resource::DIRECTORY.to_vec(),
    }
}

/// What the store knows of an address.
enum Shown {
    List(Window),
    Article(Box<render::Shown>),
    Withdrawn(Withdrawn),
    Lists(Vec<Listing>, Timestamp),
    Archives(Vec<Outlet>, Timestamp),
    Site(Timestamp),
}

async fn look(
    store: &Store,
    settings: &Settings,
    resource: &Resource,
) -> Result<Option<Shown>, store::Error> {
    Ok(Some(match resource {
        Resource::Feed(outlet, _) | Resource::List(outlet) | Resource::Sitemap(outlet) => {
            return Ok(window(store, settings, outlet).await?.map(Shown::List));
        }
        Resource::Article(id) => return Ok(Shown::of_page(store.page(id).await?)),
        Resource::Opml => Shown::Lists(store.listings().await?, store.directory_changed().await?),
        Resource::SitemapIndex => {
            Shown::Archives(store.archives().await?, store.directory_changed().await?)
        }
        Resource::Robots | Resource::Style => Shown::Site(store.directory_changed().await?),
    }))
}

impl Shown {
    fn of_page(page: Page) -> Option<Self> {
        match page {
            Page::Hidden => None,
            Page::Shown(shown) => Some(Self::Article(shown)),
            Page::Withdrawn(withdrawn) => Some(Self::Withdrawn(withdrawn)),
        }
    }

    /// Through the renderer of the resource that it was looked up for.
    fn render(&self, settings: &Settings, resource: &Resource) -> Result<Edition, ComposeError> {
        let rendered = match (self, resource) {
            (Self::List(window), Resource::Feed(_, format)) => {
                render::feed(settings, window, *format)
            }
            (Self::List(window), Resource::Sitemap(_)) => Ok(render::sitemap(settings, window)),
            (Self::List(window), _) => render::list(settings, window),
            (Self::Article(shown), _) => render::article(settings, shown),
            (Self::Withdrawn(withdrawn), _) => render::notice_page(settings, withdrawn),
            (Self::Lists(listings, changed), _) => Ok(render::opml(settings, listings, *changed)),
            (Self::Archives(archives, changed), _) => {
                Ok(render::sitemap_index(settings, archives, *changed))
            }
            (Self::Site(changed), Resource::Robots) => Ok(render::robots(settings, *changed)),
            (Self::Site(changed), _) => Ok(render::style(*changed)),
        };
        rendered.map_err(|source| ComposeError::Render {
            path: resource.path(),
            source,
        })
    }
}

/// What a list holds. The site has its feeds and its front page from the first day on, empty.
async fn window(
    store: &Store,
    settings: &Settings,
    outlet: &Outlet,
) -> Result<Option<Window>, store::Error> {
    let window = store.window(outlet, settings.entries).await?;
    let empty = || Window {
        outlet: Outlet::Site,
        title: settings.publisher.clone(),
        changed: Timestamp::UNIX_EPOCH,
        entries: Vec::new(),
        has_next: false,
    };
    Ok(window.or_else(|| (*outlet == Outlet::Site).then(empty)))
}
