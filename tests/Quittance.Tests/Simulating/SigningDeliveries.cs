using System.Text;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.Simulating;

/// <summary>Published vectors, so that the simulator and the server cannot agree on the same mistake.</summary>
public sealed class SigningDeliveries
{
    [Theory]
    [InlineData(SignatureScheme.BodyHex, "It's a Secret to Everybody", "Hello, World!", 0, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")] // GitHub's documentation
    [InlineData(SignatureScheme.BodyBase64, "convoy-webhook-secret", """{"event":"charge.success","amount":1000,"currency":"NGN"}""", 0, "JERJt/SMvCcJBgydzcKzqkenj1QEMFeQFcV5+xLe+7Q=")] // Convoy's vectors
    [InlineData(SignatureScheme.Timestamped, "test-secret", """{"test":"data"}""", 1704110400, "t=1704110400,v1=56aff06dc227db80d6568a5070f912c601c31f20451745d257cbc0b5dfa93805")] // Qonto's documentation
    public void One_header_carries_the_signature(SignatureScheme scheme, string secret, string body, long seconds, string expected)
    {
        var header = Assert.Single(SignDelivery.Headers(scheme, "X-Any", secret, "id", DateTimeOffset.FromUnixTimeSeconds(seconds), Encoding.UTF8.GetBytes(body)));

        Assert.Equal(("X-Any", expected), header);
    }

    [Fact]
    public void Standard_Webhooks_needs_three()
    {
        var headers = SignDelivery.Headers(
            SignatureScheme.Standard, "ignored", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330),
            """{"test": 2432232314}"""u8);

        Assert.Equal(
            [("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")],
            headers);
    }
}
