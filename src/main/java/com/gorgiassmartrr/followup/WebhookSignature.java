package com.gorgiassmartrr.followup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.gorgiassmartrr.store.OwnSettings;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Signs the body as Standard Webhooks say, by the secret in {@code webhook.secret}. The headers' id
 * is the same for each try of one follow-up; the time is that of the try.
 */
public final class WebhookSignature implements Processor {
  private static final String SETTING = "webhook.secret";

  private final Targets targets;
  private final InstantSource clock;

  WebhookSignature(Targets targets, InstantSource clock) {
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws GeneralSecurityException {
    Message message = exchange.getMessage();
    String store = exchange.getVariable("store", String.class);
    String id = exchange.getVariable("id", String.class);
    String time = Long.toString(clock.instant().getEpochSecond());
    byte[] body = message.getBody(byte[].class);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            OwnSettings.signingKey(SETTING, targets.setting(store, SETTING)), "HmacSHA256"));
    mac.update((id + "." + time + ".").getBytes(UTF_8));
    message.setHeader("webhook-id", id);
    message.setHeader("webhook-timestamp", time);
    message.setHeader(
        "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
  }

  /**
   * Makes sure that the secret of all stores is one where it is set.
   *
   * @throws SettingException if it isn't; its message doesn't hold it
   */
  static void check(Settings settings) {
    settings.find(SETTING).ifPresent(secret -> OwnSettings.signingKey(SETTING, secret));
  }
}
