package com.gorgiassmartrr.benchmark;

import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.ledger.Lease;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewEnd;
import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.permit.Permits;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How many presses the ledger takes by itself: each is recorded, marked as sent, and ended with its
 * note, with no server, partner or caller that share the processor.
 */
final class LedgerAlone implements AutoCloseable {
  /** As many as the server carries out at once for a store. */
  private static final int AT_ONCE = 16;

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String LATER = "2027-01-03T14:00:00.000Z";

  /** A store that no server serves, so that nobody writes its notes. */
  private static final String STORE = "alone";

  private final Ledger ledger;
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

  LedgerAlone(String url) {
    ledger = Ledger.open(url, Clock.systemUTC());
  }

  /** Presses for so long, and returns how many there were a second. */
  double aSecond(double seconds) throws Exception {
    long began = System.nanoTime();
    long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      counts.add(threads.submit(() -> press(until)));
    }
    int all = 0;
    for (Future<Integer> count : counts) {
      all += count.get();
    }
    return (double) all * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
  }

  private int press(long until) {
    int count = 0;
    while (System.nanoTime() < until) {
      press();
      count++;
    }
    return count;
  }

  private void press() {
    String owner = UUID.randomUUID().toString();
    String customer = UUID.randomUUID().toString();
    Press press =
        ledger
            .record(
                NewPressFixture.press()
                    .store(STORE)
                    .subscription(Partner.subscriptionOf(customer))
                    .customer(customer)
                    .seen(Partner.STATUS, Partner.NEXT_BILLING)
                    .agent("robin@example.com")
                    .ticket(customer.substring(0, 3))
                    .account("https://acme.gorgias.com")
                    .make(),
                new Lease(owner, LEASE))
            .press();
    Ledger.Sending sending =
        ledger.sending(
            press,
            owner,
            new SubscriptionState(Partner.STATUS, Partner.NEXT_BILLING),
            "",
            Permits.ANY);
    sending.permit().close();
    Press sent = sending.press();
    String message = "Skipped the order of 3 Dec 2026. Next billing: 3 Jan 2027.";
    String text =
        message
            + "\nCoffee Box 1 (active, next billing 2026-12-03 -> active, next billing 2027-01-03)"
            + "\nBy robin@example.com, reference "
            + sent.reference();
    ledger.end(
        sent,
        owner,
        new NewEnd(
            PressState.APPLIED,
            message,
            new SubscriptionState(Partner.STATUS, LATER),
            "person-" + customer + "@example.com",
            "Coffee Box 1"),
        new NewNote(STORE, press.what().origin().ticketId(), TextNode.valueOf(text).toString()));
  }

  @Override
  public void close() {
    threads.shutdown();
    ledger.close();
  }
}
