package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
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
    ConfiguredStores configured = new ConfiguredStores(settings());
    Store store = named.in(configured);
    out()
        .println(Stores.publicUrl(store.name(), configured.of(store.name())) + store.webhookPath());
    return 0;
  }
}
