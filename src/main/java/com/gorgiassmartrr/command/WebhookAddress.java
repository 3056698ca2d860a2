package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** Prints the address to which Smartrr's webhooks are to be sent. */
public final class WebhookAddress {
  private WebhookAddress() {}

  /** Prints the address of the store that {@code --store} names and returns 0. */
  public static int print(List<String> arguments) throws Exception {
    String name =
        arguments.size() == 2 && arguments.get(0).equals("--store") ? arguments.get(1) : "default";
    try (DefaultCamelContext context = new DefaultCamelContext(false)) {
      PropertiesComponent properties = new PropertiesComponent();
      properties.setLocation("file:application.properties");
      properties.setCamelContext(context);
      context.setPropertiesComponent(properties);
      context.build();
      Settings settings =
          new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
      Store store = Stores.read(settings).named(name);
      if (store == null) {
        throw new SettingException(
            "There is no store named '" + name + "': name one of the setting stores by --store.");
      }
      System.out.println(settings.get("public.url") + store.webhookPath());
      return 0;
    }
  }
}
