//! What HTTP serves, in memory. A function of the store: whatever is not here is rendered when it is asked for,
//! and a transition drops all that it touched under one lock, so that every address switches at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::compose::{ComposeError, compose, resources};
use super::page::Page;
use crate::render::Resource;
use crate::store::{Place, Store};

/// How many bytes of pages are kept, counting each page's compressed form at its largest.
const ROOM: usize = 32 << 20;

/// How full the room is after pages were put out: some slack, so that not every page sends one away.
const AFTER_CLEARING: usize = ROOM / 4 * 3;

/// The cache of finished pages.
#[derive(Debug)]
pub struct Live {
    store: Store,
    shelf: Mutex<Shelf>,
}

/// One render for all who wait for it. A switch takes the slot off the shelf: who waits already asked before
/// the switch and may have the older page, and who comes after it finds no slot and renders anew.
type Slot = Arc<OnceCell<Arc<Page>>>;

#[derive(Debug, Default)]
struct Shelf {
    slots: HashMap<Resource, Kept>,
    bytes: usize,
    /// Counts look-ups; the age of a slot is the count at its last one.
    tick: u64,
}

#[derive(Debug)]
struct Kept {
    slot: Slot,
    used: u64,
    bytes: usize,
}

impl Live {
    /// An empty cache over the store.
    #[must_use]
    pub fn new(store: Store) -> Arc<Self> {
        Arc::new(Self {
            store,
            shelf: Mutex::default(),
        })
    }

    /// Drops all that a transition touched. Call it right after the commit.
    pub fn switch(&self, touched: &[Place]) {
        let mut held = self.shelf();
        for place in touched {
            for resource in resources(place) {
                held.drop_slot(&resource);
            }
        }
    }

    /// Drops everything, for settings that every page depends on.
    pub fn switch_all(&self) {
        *self.shelf() = Shelf::default();
    }

    /// The page of a resource; none where there is no such thing.
    ///
    /// # Errors
    /// Where it cannot be looked up or rendered.
    pub async fn page(&self, resource: &Resource) -> Result<Option<Arc<Page>>, ComposeError> {
        let slot = self.shelf().take(resource);
        if let Some(page) = slot.get() {
            return Ok(Some(Arc::clone(page)));
        }
        // Whatever happens to this request, a slot without a page must not stay on the shelf.
        let unused = Unused {
            live: self,
            resource,
            slot: &slot,
        };
        let page = slot
            .get_or_try_init(|| async {
                match self.render(resource).await {
                    Ok(Some(page)) => Ok(Arc::new(page)),
                    Ok(None) => Err(None),
                    Err(error) => Err(Some(error)),
                }
            })
            .await
            .cloned();
        drop(unused);
        match page {
            Ok(page) => {
                self.shelf().weigh(resource, &slot, page.weight());
                Ok(Some(page))
            }
            Err(None) => Ok(None),
            Err(Some(error)) => Err(error),
        }
    }

    async fn render(&self, resource: &Resource) -> Result<Option<Page>, ComposeError> {
        let settings = self.store.settings().await;
        let settings = settings.map_err(|source| ComposeError::Store {
            path: resource.path(),
            source,
        })?;
        let Some(settings) = settings else {
            return Ok(None);
        };
        let edition = compose(&self.store, &settings, resource).await?;
        Ok(edition.as_ref().map(Page::new))
    }

    /// No code that holds the lock can leave the shelf half changed, so a poisoned lock is still good.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a slot that got no page off the shelf again.
struct Unused<'a> {
    live: &'a Live,
    resource: &'a Resource,
    slot: &'a Slot,
}

impl Drop for Unused<'_> {
    fn drop(&mut self) {
        if self.slot.get().is_none() {
            let mut held = self.live.shelf();
            if held.holds(self.resource, self.slot) {
                held.drop_slot(self.resource);
            }
        }
    }
}

impl Shelf {
    fn take(&mut self, resource: &Resource) -> Slot {
        self.tick += 1;
        let tick = self.tick;
        // Looked up before it is put in: the key is cloned only for what is not here yet.
        if let Some(kept) = self.slots.get_mut(resource) {
            kept.used = tick;
            return Arc::clone(&kept.slot);
        }
        let slot = Slot::default();
        let kept = Kept {
            slot: Arc::clone(&slot),
            used: tick,
            bytes: 0,
        };
        self.slots.insert(resource.clone(), kept);
        slot
    }

    fn holds(&self, resource: &Resource, slot: &Slot) -> bool {
        self.slots
            .get(resource)
            .is_some_and(|kept| Arc::ptr_eq(&kept.slot, slot))
    }

    fn drop_slot(&mut self, resource: &Resource) {
        if let Some(kept) = self.slots.remove(resource) {
            self.bytes -= kept.bytes;
        }
    }

    /// Counts a new page, once, unless a switch took its slot away in the meantime.
    fn weigh(&mut self, resource: &Resource, slot: &Slot, bytes: usize) {
        if let Some(kept) = self.slots.get_mut(resource)
            && Arc::ptr_eq(&kept.slot, slot)
            && kept.bytes == 0
        {
            kept.bytes = bytes;
            self.bytes += bytes;
        }
        if self.bytes > ROOM {
            self.put_out_oldest();
        }
    }

    fn put_out_oldest(&mut self) {
        let mut by_age: Vec<(u64, usize)> = self
            .slots
            .values()
            .map(|kept| (kept.used, kept.bytes))
            .collect();
        by_age.sort_unstable();
        let mut left = self.bytes;
        let mut oldest_kept = 0;
        for (used, bytes) in by_age {
            if left <= AFTER_CLEARING {
                break;
            }
            left -= bytes;
            oldest_kept = used + 1;
        }
        self.slots.retain(|_, kept| kept.used >= oldest_kept);
        self.bytes = left;
    }
}

#[cfg(test)]
mod tests {
    use super::{ROOM, Shelf};
    use crate::article::ArticleId;
    use crate::render::Resource;

    fn article(number: usize) -> Resource {
        Resource::Article(ArticleId::parse(&format!("a-{number}")).expect("a lawful id"))
    }

    #[test]
    fn what_nobody_asked_for_longest_makes_room() {
        let mut shelf = Shelf::default();
        for number in 0..200 {
            let slot = shelf.take(&article(number));
            shelf.weigh(&article(number), &slot, 1 << 20);
            shelf.take(&article(0));
            assert!(shelf.bytes <= ROOM);
        }
        let counted: usize = shelf.slots.values().map(|kept| kept.bytes).sum();
        assert_eq!(shelf.bytes, counted);
        assert!(shelf.slots.contains_key(&article(0)) && shelf.slots.contains_key(&article(199)));
        assert!(!shelf.slots.contains_key(&article(1)));
    }

    #[test]
    fn what_was_switched_away_is_not_counted() {
        let mut shelf = Shelf::default();
        let before = shelf.take(&article(1));
        shelf.drop_slot(&article(1));
        let after = shelf.take(&article(1));
        shelf.weigh(&article(1), &before, 100);
        assert!(!shelf.holds(&article(1), &before) && shelf.bytes == 0);
        shelf.weigh(&article(1), &after, 50);
        shelf.weigh(&article(1), &after, 50);
        assert_eq!(shelf.bytes, 50);
        shelf.drop_slot(&article(1));
        assert_eq!(shelf.bytes, 0);
    }
}
