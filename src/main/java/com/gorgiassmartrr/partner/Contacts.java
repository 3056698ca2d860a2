package com.gorgiassmartrr.partner;

import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How each store's calls to one partner went since the server was started. */
public final class Contacts {
  private final Stores stores;
  private final InstantSource clock;
  private final PerStore<Kept> byStore;

  /** No calls yet. */
  public Contacts(Stores stores, InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
    byStore = new PerStore<>(stores, store -> new Kept());
  }

  /**
   * How calls went.
   *
   * @param answers how many were answered usably
   * @param failures how many weren't
   * @param answeredAt when the last one was answered usably
   * @param failedAt when the last one wasn't
   * @param failure what failed last, in a few words; {@code ""}: nothing has failed
   */
  public record Contact(
      long answers,
      long failures,
      @Nullable Instant answeredAt,
      @Nullable Instant failedAt,
      String failure) {
    private static final Contact NONE = new Contact(0, 0, null, null, "");

    /** Whether the last call failed. */
    public boolean isFailing() {
      return failedAt != null && (answeredAt == null || failedAt.isAfter(answeredAt));
    }

    private Contact answered(Instant now) {
      return new Contact(answers + 1, failures, now, failedAt, failure);
    }

    private Contact failed(String why, Instant now) {
      return new Contact(answers, failures + 1, answeredAt, now, why);
    }
  }

  /**
   * Whether these are the credentials by which a store is served, and not others that somebody
   * tries for it.
   */
  public boolean isServed(Store store) {
    return store.equals(stores.named(store.name()));
  }

  /** Counts a call that brought what was asked for, or a clear no. */
  public void answered(String store) {
    Kept kept = byStore.find(store);
    if (kept != null) {
      Instant now = clock.instant();
      kept.change(before -> before.answered(now));
    }
  }

  /**
   * Counts a call that failed. A refusal by a partner that understood the request counts as an
   * answer.
   */
  public void failed(String store, PartnerFailure failure) {
    if (failure.kind() == PartnerFailure.Kind.REFUSED) {
      answered(store);
      return;
    }
    Kept kept = byStore.find(store);
    if (kept != null) {
      Instant now = clock.instant();
      String why = failure.kind().name().toLowerCase(Locale.ROOT) + ": " + failure.getMessage();
      kept.change(before -> before.failed(why, now));
    }
  }

  /** How the calls of a store went. */
  public Contact of(String store) {
    Kept kept = byStore.made(store);
    return kept == null ? Contact.NONE : kept.contact;
  }

  private static final class Kept {
    private volatile Contact contact = Contact.NONE;

    synchronized void change(UnaryOperator<Contact> change) {
      contact = change.apply(contact);
    }
  }
}
