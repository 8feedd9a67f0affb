use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn scanning() -> Result<PollState<(), &'static str>, &'static str> {
    Ok(PollState::Pending("scanning"))
}

#[tokio::test(start_paused = true)]
async fn the_first_look_is_at_once_and_the_next_after_the_interval() {
    let started = Instant::now();
    let mut seen = Vec::new();
    let result = Poll::every(5 * SECOND)
        .until(|| {
            seen.push(started.elapsed().as_secs());
            let is_done = seen.len() == 4;
            async move {
                Ok::<_, ()>(if is_done { PollState::Ready(7) } else { PollState::Pending(()) })
            }
        })
        .await;
    assert_eq!(result, Ok(7));
    assert_eq!(seen, [0, 5, 10, 15]);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_it_with_the_last_status() {
    let started = Instant::now();
    let result = Poll::every(5 * SECOND).within(12 * SECOND).until(async || scanning()).await;
    let expected = PollError::Deadline { last: Some("scanning"), waited: 12 * SECOND, looks: 3 };
    assert_eq!(result, Err(expected));
    assert_eq!(started.elapsed(), 12 * SECOND);
    let text = result.unwrap_err().to_string();
    assert!(text.contains("12 s") && text.contains("scanning"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_look_that_hangs_does_not_outlive_the_deadline() {
    let started = Instant::now();
    let result: Result<(), PollError<(), ()>> =
        Poll::every(SECOND).within(3 * SECOND).until(async || std::future::pending().await).await;
    assert!(matches!(result, Err(PollError::Deadline { last: None, looks: 1, .. })));
    assert_eq!(started.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn cancelling_ends_it_between_two_looks() {
    let cancel = Cancel::new();
    let elsewhere = cancel.clone();
    let started = Instant::now();
    let poll = Poll::every(60 * SECOND).cancelled_by(cancel);
    let waiting = poll.until(async || scanning());
    let cancelling = async {
        tokio::time::sleep(7 * SECOND).await;
        elsewhere.cancel();
    };
    let (result, ()) = futures_util::future::join(waiting, cancelling).await;
    assert!(matches!(result, Err(PollError::Cancelled { last: Some("scanning"), looks: 1, .. })));
    assert_eq!(started.elapsed(), 7 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn what_is_cancelled_before_it_starts_never_looks() {
    let cancel = Cancel::new();
    cancel.cancel();
    let result = Poll::every(SECOND).cancelled_by(cancel).until(async || scanning()).await;
    assert!(matches!(result, Err(PollError::Cancelled { last: None, looks: 0, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_failing_look_ends_it() {
    let result = Poll::every(SECOND).until(async || Err::<PollState<(), ()>, _>("down")).await;
    assert_eq!(result, Err(PollError::Failed("down")));
}

#[test]
fn waiting_can_move_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    let client = String::from("a client");
    let poll = Poll::every(SECOND);
    is_send(&poll.until(|| async {
        tokio::task::yield_now().await;
        let _ = &client;
        scanning()
    }));
}
