package com.gorgiassmartrr.permit;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one write at a partner needs to leave this server. It is granted by the ledger once a press
 * or a note is marked as sent, or by connect for its own work; the HTTP client burns it before it
 * makes a connection. So whatever a route says, how often Camel repeats a step and in which order
 * steps stand: one mark, one write, and only the one that was meant.
 *
 * <p>A permit travels with its exchange, and from the step that adds a partner's credentials to the
 * HTTP client as the header {@link #HEADER}, which never leaves the server. It is good until it is
 * closed.
 */
public final class Permit implements AutoCloseable {
  /** The header between a route and the HTTP client; its value is the permit's id. */
  public static final String HEADER = "x-write-permit";

  private static final Logger LOG = LoggerFactory.getLogger(Permit.class);
  private static final String PROPERTY = Permit.class.getName();
  private static final int ID_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Those that aren't closed, by their ids. */
  private static final Map<String, Permit> GRANTED = new ConcurrentHashMap<>();

  private final String id;
  private final Write write;
  private final @Nullable SendWindow window;
  private final AtomicBoolean isBurnt = new AtomicBoolean();
  private volatile String mark = "";
  private volatile String misuse = "";

  private Permit(Write write, @Nullable SendWindow window) {
    byte[] random = new byte[ID_BYTES];
    RANDOM.nextBytes(random);
    this.id = HexFormat.of().formatHex(random);
    this.write = write;
    this.window = window;
    GRANTED.put(id, this);
  }

  /**
   * Grants a write that was marked as sent.
   *
   * @param window in which it may leave; it was opened before the mark
   */
  public static Permit grant(Write write, SendWindow window) {
    return new Permit(write, window);
  }

  /** Grants a write that needs no mark, as it may be made again. */
  public static Permit grant(Write write) {
    return new Permit(write, null);
  }

  /** What is about to be written. */
  public interface Body {
    String read() throws IOException;
  }

  /**
   * Lets nothing leave by it that doesn't hold this text, by which the write is known again: what
   * can't be found would be written twice.
   */
  public void mustHold(String text) {
    mark = text;
  }

  /** Has a call carry the permit. */
  public void putInto(Exchange call) {
    call.setProperty(PROPERTY, this);
  }

  /** Hands the permit of a call, if it has one, to the HTTP client. */
  public static void present(Exchange call) {
    Permit permit = call.getProperty(PROPERTY, Permit.class);
    if (permit == null) {
      call.getMessage().removeHeader(HEADER);
    } else {
      call.getMessage().setHeader(HEADER, permit.id);
    }
  }

  /**
   * Burns the permit of a write, before anything is done for it.
   *
   * @param id as the header told it; null: it told none
   * @param body is read where the permit asks for something in it
   * @throws PermitRefused where it is for another write, or burnt, or closed, or none
   */
  public static Permit burn(@Nullable String id, Write asked, Body body) throws IOException {
    Permit permit = id == null ? null : GRANTED.get(id);
    if (permit == null) {
      throw refused(asked + " was asked for without a permit");
    }
    if (!asked.equals(permit.write)) {
      throw permit.misused(asked + " was asked for, and the permit is for " + permit.write);
    }
    if (!permit.mark.isEmpty() && !body.read().contains(permit.mark)) {
      throw permit.misused(asked + " was asked for without '" + permit.mark + "' in its body");
    }
    if (!permit.isBurnt.compareAndSet(false, true)) {
      throw permit.misused(asked + " was asked for again");
    }
    return permit;
  }

  /**
   * Makes sure that a read is one.
   *
   * @param path without its query
   * @throws PermitRefused where it would delete something, or tell secrets
   */
  public static void checkRead(String path) throws PermitRefused {
    String harm = HarmfulReads.why(path);
    if (harm != null) {
      throw refused(path + " was asked for: " + harm);
    }
  }

  private PermitRefused misused(String how) {
    misuse = how;
    return refused(how);
  }

  private static PermitRefused refused(String how) {
    LOG.error("A write was stopped before it left: {}. See the routes that were edited last.", how);
    return new PermitRefused(how);
  }

  /**
   * Makes sure, right before the first byte goes out, that it isn't too late for it.
   *
   * @throws TooLate if it is
   */
  public void checkTime() throws TooLate {
    if (window != null && !window.isOpen()) {
      throw new TooLate();
    }
  }

  /** Whether a connection was made, or was to be: where it is false, nothing was sent. */
  public boolean isBurnt() {
    return isBurnt.get();
  }

  /** What else was asked for by this permit, and stopped; empty: nothing. */
  public String misuse() {
    return misuse;
  }

  /** Nothing leaves by it any more. */
  @Override
  public void close() {
    GRANTED.remove(id);
  }
}
