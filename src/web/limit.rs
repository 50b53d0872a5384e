//! How many requests each client may bring to a case over the form at once. What comes above it is kept and waits
//! in the inbox: a script must not keep a rights holder from the desk, nor fill the one writer's queue.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How many may come at once.
const BURST: u32 = 30;

/// After which time one more may come: thirty a minute, far above what anybody types.
const EACH: Duration = Duration::from_secs(2);

/// How many clients are remembered; while so many are busy, whoever is not among them waits too.
const MOST: usize = 4096;

/// For each client that is not fresh, the instant at which it will be (the generic cell rate algorithm's
/// "theoretical arrival time").
#[derive(Debug, Default)]
pub(super) struct RateLimit(Mutex<HashMap<IpAddr, Instant>>);

impl RateLimit {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Whether one more of this client's may be taken now; takes it.
    pub(super) fn admits(&self, client: IpAddr, now: Instant) -> bool {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MOST {
            clients.retain(|_, fresh| *fresh > now);
        }
        let client = subscriber(client);
        if clients.len() >= MOST && !clients.contains_key(&client) {
            return false;
        }
        let fresh = clients.entry(client).or_insert(now);
        let from = (*fresh).max(now);
        let admitted = from.duration_since(now) <= EACH * (BURST - 1);
        if admitted {
            *fresh = from + EACH;
        }
        admitted
    }
}

/// Whose address it is: in IPv6 one subscriber has at least the 64 bits of a network (RFC 6177).
fn subscriber(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(network).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use tokio::time::Instant;

    use super::{BURST, EACH, MOST, RateLimit};

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn burst(limit: &RateLimit, client: IpAddr, now: Instant) -> usize {
        (0..100).filter(|_| limit.admits(client, now)).count()
    }

    #[test]
    fn a_burst_then_one_at_a_time() {
        let limit = RateLimit::new();
        let mut now = Instant::now();
        assert_eq!(burst(&limit, ONE, now), BURST as usize);
        now += EACH;
        assert_eq!(burst(&limit, ONE, now), 1);
        now += EACH * 1000;
        assert_eq!(burst(&limit, ONE, now), BURST as usize);
    }

    #[test]
    fn one_client_takes_nothing_from_another() {
        let limit = RateLimit::new();
        let now = Instant::now();
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(burst(&limit, ONE, now), BURST as usize);
        assert_eq!(
            burst(&limit, address("::ffff:192.0.2.1"), now),
            0,
            "the same"
        );
        assert_eq!(burst(&limit, address("2001:db8::1"), now), BURST as usize);
        assert_eq!(
            burst(&limit, address("2001:db8::2"), now),
            0,
            "its neighbour"
        );
        assert_eq!(
            burst(&limit, address("2001:db8:0:1::1"), now),
            BURST as usize
        );
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let limit = RateLimit::new();
        let now = Instant::now();
        let most = u32::try_from(MOST).expect("small");
        let client = |n: u32| IpAddr::V4(Ipv4Addr::from(n));
        assert!((0..most).all(|n| limit.admits(client(n), now)));
        assert!(!limit.admits(client(most), now));
        assert!(limit.admits(client(0), now), "who is known is still heard");
        assert!(limit.admits(client(most), now + EACH * 2));
    }
}
