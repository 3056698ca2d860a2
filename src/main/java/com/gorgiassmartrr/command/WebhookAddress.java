package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the address to which Smartrr's webhooks are to be sent. */
@Command(
    name = "webhook-address",
    description = "print the address that Smartrr's webhooks are to be sent to")
final class WebhookAddress extends Subcommand {
  @Mixin private StoreOption named = new StoreOption();

  @Override
  public Integer call() {
    Settings settings = settings();
    Store store = named.in(settings);
    out().println(settings.get("public.url").replaceAll("/+$", "") + store.webhookPath());
    return 0;
  }
}
