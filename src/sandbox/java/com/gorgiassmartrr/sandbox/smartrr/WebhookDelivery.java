package com.gorgiassmartrr.sandbox.smartrr;

/**
 * One try to tell a listener.
 *
 * @param outcome the status of its answer, or in words why there was none
 */
public record WebhookDelivery(String topic, String url, String outcome) {}
