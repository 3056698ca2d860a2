package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.partner.PartnerFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every page of a Smartrr list: the first alone, and the rest at once.
 *
 * <p>Smartrr doesn't say whether pages count from 0 or from 1, so rows are told apart by their ids.
 * When page 0 is refused, reading begins at page 1. When a row is still missing after the last
 * page, one page more is asked for, and then page 0 again, which may have been refused by chance.
 */
final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  /** How many pages are read at most, so that a wrong total can't make us ask for ever. */
  private static final int MOST = 50;

  private final IntFunction<CompletableFuture<JsonNode>> page;
  private final Predicate<JsonNode> wanted;
  private final boolean isPartEnough;

  /**
   * The ids of all rows. Of rows that aren't wanted nothing else is kept: a search may find the
   * whole shop.
   */
  private final Set<String> seen = new HashSet<>();

  private final List<JsonNode> rows = new ArrayList<>();
  private volatile boolean isFirstRefused;
  private volatile int total = -1;

  private Pages(
      IntFunction<CompletableFuture<JsonNode>> page,
      Predicate<JsonNode> wanted,
      boolean isPartEnough) {
    this.page = page;
    this.wanted = wanted;
    this.isPartEnough = isPartEnough;
  }

  /** A list has more pages than are read: who isn't among them may still be there. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooMany() {
      super("the list has more than " + MOST + " pages");
    }
  }

  /** The failure, where a list that is too long counts as the partner's failure. */
  static Throwable asPartners(Throwable failure) {
    Throwable cause = PartnerFailure.unwrapped(failure);
    return cause instanceof TooMany
        ? new PartnerFailure(PartnerFailure.Kind.MALFORMED, String.valueOf(cause.getMessage()))
        : cause;
  }

  /**
   * Reads a list to its end.
   *
   * @param page asks for the page of that number
   * @param wanted which of its rows are kept
   * @return the rows in the order of the pages, each once; fails with {@link TooMany} where they
   *     can't all be read
   */
  static CompletableFuture<List<JsonNode>> read(
      IntFunction<CompletableFuture<JsonNode>> page, Predicate<JsonNode> wanted) {
    return new Pages(page, wanted, false).read();
  }

  /** Reads all rows of a list, of a very long one those of the first pages only. */
  static CompletableFuture<List<JsonNode>> readSome(IntFunction<CompletableFuture<JsonNode>> page) {
    return new Pages(page, row -> true, true).read();
  }

  private CompletableFuture<List<JsonNode>> read() {
    return first()
        .thenCompose(
            envelope -> {
              total = envelope.path("totalCount").asInt(-1);
              int pages = envelope.path("totalPages").asInt(-1);
              int added = add(rowsOf(envelope));
              if (total < 0 || pages < 0) {
                return added == 0 ? done() : walk(1);
              }
              if (seen.size() >= total) {
                return done();
              }
              return pages > MOST && !isPartEnough ? tooMany() : rest(pages);
            })
        .thenCompose(done -> isFirstRefused && seen.size() < total ? firstAgain() : done())
        .thenApply(done -> List.copyOf(rows));
  }

  private CompletableFuture<JsonNode> first() {
    return page.apply(0)
        .handle(
            (envelope, failure) -> {
              isFirstRefused = isRefusal(failure);
              return isFirstRefused
                  ? page.apply(1)
                  : failure == null
                      ? CompletableFuture.completedFuture(envelope)
                      : CompletableFuture.<JsonNode>failedFuture(failure);
            })
        .thenCompose(answer -> answer);
  }

  /** A list that says it has rows, and shows none, isn't empty. */
  private CompletableFuture<Void> firstAgain() {
    return page.apply(0)
        .handle(
            (envelope, failure) -> {
              if (failure == null) {
                add(rowsOf(envelope));
              } else if (!isRefusal(failure) || seen.isEmpty()) {
                throw new CompletionException(PartnerFailure.unwrapped(failure));
              }
              return null;
            });
  }

  private static boolean isRefusal(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof PartnerFailure partner && partner.kind() == PartnerFailure.Kind.REFUSED;
  }

  private static CompletableFuture<Void> tooMany() {
    return CompletableFuture.failedFuture(new TooMany());
  }

  private CompletableFuture<Void> rest(int pages) {
    if (pages > MOST) {
      LOG.warn("A list of {} pages is cut after {}", pages, MOST);
    }
    int last = Math.min(pages, MOST);
    List<CompletableFuture<List<Row>>> others = new ArrayList<>();
    for (int number = 1; number < last; number++) {
      others.add(page.apply(number).thenApply(this::rowsOf));
    }
    return CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              others.forEach(other -> add(other.join()));
              return seen.size() >= total ? done() : oneMore(last);
            });
  }

  /** The last page where pages count from 1; there needn't be one. */
  private CompletableFuture<Void> oneMore(int number) {
    return page.apply(number)
        .handle(
            (envelope, failure) -> {
              if (failure == null) {
                add(rowsOf(envelope));
              } else if (!isRefusal(failure)) {
                throw new CompletionException(failure);
              }
              return null;
            });
  }

  private CompletableFuture<Void> walk(int number) {
    if (number > MOST) {
      return isPartEnough ? done() : tooMany();
    }
    return page.apply(number)
        .thenCompose(envelope -> add(rowsOf(envelope)) == 0 ? done() : walk(number + 1));
  }

  /**
   * A row of a page.
   *
   * @param id empty where it has none
   * @param wanted the row itself; null where nobody wants it
   */
  private record Row(String id, @Nullable JsonNode wanted) {}

  private List<Row> rowsOf(JsonNode envelope) {
    JsonNode data = envelope.isArray() ? envelope : envelope.path("data");
    if (!data.isArray()) {
      throw new PartnerFailure(PartnerFailure.Kind.MALFORMED, "the answer is not a list");
    }
    List<Row> found = new ArrayList<>();
    for (JsonNode row : data) {
      if (row.isObject()) {
        found.add(
            new Row(row.path("id").asText(""), wanted.test(row) ? Scrubber.scrub(row) : null));
      }
    }
    return found;
  }

  /** Adds a page's rows and returns how many of them were new. */
  private int add(List<Row> page) {
    int before = seen.size();
    for (Row row : page) {
      boolean isNew = seen.add(row.id().isEmpty() ? "row " + seen.size() : row.id());
      if (isNew && row.wanted() != null) {
        rows.add(row.wanted());
      }
    }
    return seen.size() - before;
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
