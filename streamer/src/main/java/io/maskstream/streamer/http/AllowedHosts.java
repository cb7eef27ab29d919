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
 * The host names under which the server may be called. A request under another name comes from a foreign page whose
 * host name was made to resolve to this server (DNS rebinding): the browser would treat the server as that page's own
 * and let it read the answers. Requests from foreign pages under an allowed name are marked by the browser, and refused
 * as well.
 */
public final class AllowedHosts {

    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/]+)");

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> hosts;

    /**
     * @param hosts names and addresses, without a port; IPv6 addresses with or without brackets
     * @throws IllegalArgumentException if there is none, or one is neither a name nor an address
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
                        "must be names or addresses without a port, such as localhost or [::1], but not '" + text
                                + "'"))
                .host();
    }

    /**
     * Returns whether the host of a request is allowed, both in its Host header and in its request line, if it is given
     * there.
     */
    boolean allow(Request request) {
        String target = request.getHttpURI().getHost();
        return host(request.getHeaders()).filter(this::allows).isPresent()
                && (target == null
                        || Authority.parse(target).filter(this::allows).isPresent());
    }

    private boolean allows(Authority authority) {
        return hosts.contains(authority.host());
    }

    /** Returns empty if there is no host, or more than one. */
    private static Optional<Authority> host(HttpFields headers) {
        List<String> found = headers.getValuesList(HttpHeader.HOST);
        return found.size() == 1 ? Authority.parse(found.get(0)) : Optional.empty();
    }

    /**
     * Returns whether a request comes from a page of another site, as far as the browser says so. Links from such pages
     * may be followed; requests that change something, or that a page makes by itself, count as foreign.
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
