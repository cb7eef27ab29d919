package io.maskstream.schemas.record;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads the body of a response up to a size limit. */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Content> {

    private final int most;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final CompletableFuture<Content> result = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /**
     * The content of a body.
     *
     * @param text the text, decoded as UTF-8
     * @param whole whether the body did not exceed the limit
     */
    record Content(String text, boolean whole) {}

    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Content> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[Math.min(part.remaining(), most - content.size() + 1)];
            part.get(bytes);
            content.writeBytes(bytes);
        }
        if (content.size() > most) {
            subscription.cancel();
            result.complete(new Content(content.toString(StandardCharsets.UTF_8), false));
        }
    }

    @Override
    public void onError(Throwable e) {
        result.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        result.complete(new Content(content.toString(StandardCharsets.UTF_8), true));
    }
}
