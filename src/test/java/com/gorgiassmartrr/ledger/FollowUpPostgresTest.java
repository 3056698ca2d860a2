package com.gorgiassmartrr.ledger;

/** Follow-ups in PostgreSQL. */
final class FollowUpPostgresTest extends FollowUpContract {
  private static int schemas;

  @Override
  String emptyDatabase() throws Exception {
    String schema = "follow_up_" + ++schemas;
    PostgresServer.run("create schema " + schema);
    return PostgresServer.url() + "&currentSchema=" + schema;
  }
}
