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
 * What one write at a partner needs to leave this server. The ledger grants a permit when it marks
 * a press or a note as sent; connect grants permits for its own work, and each try of a follow-up
 * gets one. The HTTP client burns the permit before it makes a connection. So one mark allows one
 * write, and only the write that was meant, whatever a route says, however often Camel repeats a
 * step, and in whichever order the steps stand.
 *
 * <p>A permit travels with its exchange. The step that adds a partner's credentials passes it to
 * the HTTP client in the header {@link #HEADER}, which never leaves the server. A permit is good
 * until it is burnt or closed.
 */
public final class Permit implements AutoCloseable {
  /** The header between a route and the HTTP client; its value is the permit's id. */
  public static final String HEADER = "x-write-permit";

  private static final Logger LOG = LoggerFactory.getLogger(Permit.class);
  private static final String PROPERTY = Permit.class.getName();
  private static final int ID_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The permits that aren't closed yet, by their ids. */
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

  /** Grants a write that isn't marked as sent first, because it may be made again. */
  public static Permit grant(Write write) {
    return new Permit(write, null);
  }

  /** What is about to be written. */
  public interface Body {
    String read() throws IOException;
  }

  /**
   * Makes this permit good only for a body that holds this text. By the text the write is found
   * again at the partner; a write that can't be found would be made twice.
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
   * Refuses a GET or HEAD that would do more than read.
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

  /** Whether this permit was used for a request. As long as it wasn't, nothing was sent. */
  public boolean isBurnt() {
    return isBurnt.get();
  }

  /**
   * The latest request that came with this permit without being its write, or once more, and was
   * stopped, in words; empty: there was none.
   */
  public String misuse() {
    return misuse;
  }

  /** Ends this permit: no write leaves by it any more. */
  @Override
  public void close() {
    GRANTED.remove(id);
  }
}
