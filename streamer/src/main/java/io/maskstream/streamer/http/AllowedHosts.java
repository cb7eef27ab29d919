package io.maskstream.streamer.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The names under which the server may be asked. Under another name it would be a foreign page that asks, whose host was
 * made to lead here (DNS rebinding): a browser takes it for the server's own and lets it read the answers. What a foreign
 * page may send under a name that is allowed, the browser marks, and it is refused, too.
 */
public final class AllowedHosts {

    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/]+)");

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> hosts;

    /**
     * @param hosts names and addresses, without a port; IPv6 addresses with brackets or without
     * @throws IllegalArgumentException if there is none, or one of them is neither a name nor an address
     */
    public AllowedHosts(Collection<String> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("must name at least one host");
        }
        this.hosts = hosts.stream().map(AllowedHosts::host).collect(Collectors.toUnmodifiableSet());
    }

    private static String host(String text) {
        boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        return Authority.parse(bareIpv6 ? "[" + text + "]" : text)
                .filter(authority -> authority.port() < 0 && !text.endsWith(":"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be names or addresses without a port, such as localhost or [::1], and not '" + text
                                + "'"))
                .host();
    }

    /** Whether a request asks under one of the names, in its header and, where it says so there, in its first line. */
    boolean allow(Request request) {
        String target = request.getHttpURI().getHost();
        return host(request.getHeaders()).filter(this::allows).isPresent()
                && (target == null
                        || Authority.parse(target).filter(this::allows).isPresent());
    }

    private boolean allows(Authority authority) {
        return hosts.contains(authority.host());
    }

    /** Empty if there is no host, or more than one. */
    private static Optional<Authority> host(HttpFields headers) {
        List<String> found = headers.getValuesList(HttpHeader.HOST);
        return found.size() == 1 ? Authority.parse(found.get(0)) : Optional.empty();
    }

    /**
     * Whether a request comes from a page of another site, as far as the browser says so. Links from there are followed;
     * what changes something, and what a page loads on its own, is foreign.
     */
    static boolean isForeign(Request request) {
        HttpFields headers = request.getHeaders();
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        String mode = headers.get("Sec-Fetch-Mode");
        if (reads && (mode == null || mode.equals("navigate"))) {
            return false;
        }
        return !headers.getValuesList("Sec-Fetch-Site").stream()
                        .allMatch(site -> OWN_SITE.contains(site.strip().toLowerCase(Locale.ROOT)))
                || !headers.getValuesList(HttpHeader.ORIGIN).stream().allMatch(origin -> isOwn(origin, headers));
    }

    private static boolean isOwn(String origin, HttpFields headers) {
        Matcher parts = ORIGIN.matcher(origin);
        if (!parts.matches()) {
            return false;
        }
        String scheme = parts.group(1);
        Optional<Authority> own = host(headers);
        return Authority.parse(parts.group(2))
                .filter(page -> own.isPresent()
                        && page.host().equals(own.get().host())
                        && page.port(scheme) == own.get().port(scheme))
                .isPresent();
    }
}
