package com.gorgiassmartrr;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests of one server, which waits for Smartrr for as long as a slow machine may take. Each begins
 * with nothing cached, and with a Smartrr as it was at first.
 */
public abstract class SharedServerTest {
  protected static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = TestServer.startUnhurried();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  final void begin() {
    server.smartrr.reset();
    server.forgetEverything();
  }
}
