package com.gorgiassmartrr.partner;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Why a connection to a partner couldn't be made, or broke, as far as a person can do about it. */
public enum ConnectionFault {
  /** No name server knows the host. */
  NAME_NOT_FOUND("its name isn't found", true),
  /** Nobody listens at that port. */
  REFUSED("the connection was refused", true),
  /** The network has no way to the host. */
  NO_ROUTE("the network has no way there", true),
  /** Nothing came back, as when a firewall swallows what is sent. */
  CONNECT_TIMED_OUT("timed out connecting", true),
  /** The proxy itself can't be reached. */
  PROXY_UNREACHABLE("the proxy can't be reached", true),
  /** The proxy doesn't let us through. */
  PROXY_REFUSED("the proxy refused to connect", true),
  /** The proxy asks for a login, or for another one. */
  PROXY_LOGIN("the proxy wants a login", true),
  /** Nobody whom this Java trusts has issued the certificate. */
  CERTIFICATE_NOT_TRUSTED("its certificate isn't trusted (unknown issuer)", true),
  /** The certificate is one for other names. */
  CERTIFICATE_OF_ANOTHER_HOST("its certificate is another host's", true),
  /** The certificate has expired. */
  CERTIFICATE_EXPIRED("its certificate has expired", true),
  /** The certificate isn't valid yet, or this machine's clock is slow. */
  CERTIFICATE_NOT_YET_VALID("its certificate isn't valid yet", true),
  /** The server at that port doesn't speak TLS. */
  NOT_TLS("what answers there doesn't speak TLS", true),
  /** Both sides speak TLS and have no version or cipher in common. */
  TLS_MISMATCH("no version of TLS in common", false),
  /** The handshake failed for another reason. */
  TLS_FAILED("TLS failed", false),
  /** A connection was there, and was closed or reset. */
  BROKEN("the connection broke", false);

  private static final int DEEPEST = 20;

  private final String words;
  private final boolean certainlyNotSent;

  ConnectionFault(String words, boolean certainlyNotSent) {
    this.words = words;
    this.certainlyNotSent = certainlyNotSent;
  }

  /** The fault in a few words, such as {@code its name isn't found}. */
  public String words() {
    return words;
  }

  /**
   * Whether this fault happens only before any byte of a request is sent. None is sent before the
   * other side's certificate was checked.
   */
  boolean isCertainlyNotSent() {
    return certainlyNotSent;
  }

  /** Which fault an exception tells of; {@link #BROKEN} where it tells nothing else. */
  static ConnectionFault of(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    if (any(causes, ProxyUnreachable.class::isInstance)) {
      return PROXY_UNREACHABLE;
    }
    for (Throwable cause : causes) {
      if (cause instanceof ProxyRefused refused) {
        return refused.wantsLogin() ? PROXY_LOGIN : PROXY_REFUSED;
      }
    }
    if (any(causes, SSLException.class::isInstance)
        || any(causes, CertificateException.class::isInstance)) {
      return ofTls(causes);
    }
    if (any(causes, UnknownHostException.class::isInstance)) {
      return NAME_NOT_FOUND;
    }
    if (any(causes, ConnectTimeoutException.class::isInstance)) {
      return CONNECT_TIMED_OUT;
    }
    if (any(causes, NoRouteToHostException.class::isInstance)) {
      return NO_ROUTE;
    }
    if (any(causes, ConnectException.class::isInstance)) {
      String message = message(causes.get(causes.size() - 1));
      return message.contains("timed out")
          ? CONNECT_TIMED_OUT
          : message.contains("unreachable") ? NO_ROUTE : REFUSED;
    }
    return BROKEN;
  }

  private static ConnectionFault ofTls(List<Throwable> causes) {
    if (any(causes, CertificateExpiredException.class::isInstance)) {
      return CERTIFICATE_EXPIRED;
    }
    if (any(causes, CertificateNotYetValidException.class::isInstance)) {
      return CERTIFICATE_NOT_YET_VALID;
    }
    if (any(causes, SSLPeerUnverifiedException.class::isInstance)
        || any(causes, cause -> isAboutNames(message(cause)))) {
      return CERTIFICATE_OF_ANOTHER_HOST;
    }
    if (any(causes, CertPathBuilderException.class::isInstance)
        || any(causes, CertPathValidatorException.class::isInstance)
        || any(causes, CertificateException.class::isInstance)) {
      return CERTIFICATE_NOT_TRUSTED;
    }
    // For these Java has no class of its own.
    if (any(causes, cause -> message(cause).contains("unrecognized ssl message"))) {
      return NOT_TLS;
    }
    return any(causes, cause -> isAboutVersions(message(cause))) ? TLS_MISMATCH : TLS_FAILED;
  }

  private static boolean isAboutNames(String message) {
    return message.contains("no name matching")
        || message.contains("no subject alternative")
        || message.contains("doesn't match any of the subject alternative names");
  }

  private static boolean isAboutVersions(String message) {
    return message.contains("protocol_version")
        || message.contains("no appropriate protocol")
        || message.contains("handshake_failure")
        || message.contains("not accepted by client preferences")
        || message.contains("insufficient_security");
  }

  private static boolean any(List<Throwable> causes, Predicate<Throwable> is) {
    return causes.stream().anyMatch(is);
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && causes.size() < DEEPEST; t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  private static String message(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
  }
}
