package io.grampus.build.dockerfile;

/**
 * A {@code RUN --device} request.
 *
 * @param name CDI device name, may be empty
 * @param required absence of the device is an error
 */
public record DeviceRequest(String name, boolean required) {}
