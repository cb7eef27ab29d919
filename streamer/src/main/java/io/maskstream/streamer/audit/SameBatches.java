package io.maskstream.streamer.audit;

import io.maskstream.streamer.explain.PreparedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lays requests into batches so that each stands where it stood when it was explained, among as many. What else was in its batch
 * makes no difference; places that nobody claims are filled with copies.
 */
final class SameBatches {

    /** Batches that may share a call: of graphs of one length. */
    private record Shape(int graphLength, int size) {}

    private final List<PreparedRequest> requests = new ArrayList<>();

    /** For each place the number of the request that stands there, null for none. */
    private final Map<Shape, List<Integer[]>> batches = new LinkedHashMap<>();

    /** A batch to be explained. */
    record Call(List<PreparedRequest> requests, List<Integer> numbers) {}

    /**
     * Adds a request.
     *
     * @param size of its batch
     * @param place in it
     */
    void add(PreparedRequest request, int size, int place) {
        int number = requests.size();
        requests.add(request);
        List<Integer[]> sameShape =
                batches.computeIfAbsent(new Shape(request.graphLength(), size), shape -> new ArrayList<>());
        Integer[] free = sameShape.stream()
                .filter(places -> places[place] == null)
                .findFirst()
                .orElseGet(() -> {
                    Integer[] places = new Integer[size];
                    sameShape.add(places);
                    return places;
                });
        free[place] = number;
    }

    /** What is to be called: for each place the request there, and its number in the order of adding, null for a copy. */
    List<Call> calls() {
        return batches.values().stream()
                .flatMap(List::stream)
                .map(places -> {
                    Integer any = Arrays.stream(places)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow();
                    return new Call(
                            Arrays.stream(places)
                                    .map(number -> requests.get(number == null ? any : number))
                                    .toList(),
                            Arrays.asList(places));
                })
                .toList();
    }
}
