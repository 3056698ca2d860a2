package com.gorgiassmartrr.partner;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test's own, made by the JDK's keytool, and what it has issued. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;

  Certificates(Path folder) throws Exception {
    this.folder = folder;
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
    keytool("-exportcert", "-alias", "ca", "-file", folder.resolve("ca.cer").toString());
  }

  /** Issues a certificate for a host, valid from that many days ago on for so many days. */
  void issue(String alias, String host, int daysAgo, int days) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-dname",
        "CN=" + alias,
        "-signer",
        "ca",
        "-ext",
        "san=" + host,
        "-startdate",
        (daysAgo < 0 ? "+" + -daysAgo : "-" + daysAgo) + "d",
        "-validity",
        Integer.toString(days));
  }

  /** A certificate that nobody has issued. */
  void selfSigned(String alias) throws Exception {
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=x", "-ext", "san=ip:127.0.0.1");
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("keytool.txt")));
    }
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  /** A port of this machine that has one of the certificates. */
  ServerSocket listen(String alias) throws Exception {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    char[] password = PASSWORD.toCharArray();
    one.setKeyEntry(
        alias, keys().getKey(alias, password), password, keys().getCertificateChain(alias));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** What trusts the authority and nobody else. */
  SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", keys().getCertificate("ca"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
