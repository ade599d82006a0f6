using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Webhooks;

/// <summary>The cases of Convoy's published vectors, and some of our own.</summary>
public sealed class ReadingTimestampedHeaders
{
    private const string Body = """{"event":"charge.success","amount":1000,"currency":"NGN"}""";

    private const string Good = "77b8b9269f25a199846a55a2bd25b3fba151c70fdae60bb1dcd87fbbc943c55c";

    private const string Wrong = "449623e4897bbde05e35358293f97b8c2f697367ffa3e7466e98178dfba44d19";

    [Theory]
    [InlineData($"t=1700000000,v1={Good}", null)]
    [InlineData($"v1={Good},t=1700000000", null)]
    [InlineData($" t=1700000000 , v1={Good} ", null)]
    [InlineData($"t=1700000000,v1={Wrong},v1={Good}", null)]
    [InlineData($"t=1700000000,v1=junk,v1={Good}", null)]
    [InlineData($"t=1700000000,v0=x,v2={Wrong},v1={Good},,=,x", null)]
    [InlineData("t=1700000000,v1=77B8B9269F25A199846A55A2BD25B3FBA151C70FDAE60BB1DCD87FBBC943C55C", null)]
    [InlineData($"t=1700000000,v1={Wrong}", WebhookFault.WrongSignature)]
    [InlineData($"t=1700000000,v1={Wrong},v1=c7eff1833c41a2ce2e195599451b240cd282b1bc9fa387e428a9fd5a5dc74933", WebhookFault.WrongSignature)]
    [InlineData("t=1700000000,v1=77b8b9269f25a199846a55a2bd25b3fba151c70fdae60bb1dcd87fbbc943c550", WebhookFault.WrongSignature)]
    [InlineData($"t=Infinity,v1={Good}", WebhookFault.MalformedSignature)]
    [InlineData("t=1700000000,v1=1234567890", WebhookFault.MalformedSignature)]
    [InlineData("t=1700000000,v1=d7i5Jp8loZmEalWivSWz+6FRxw/a5gux3Nh/u8lDxVw=", WebhookFault.MalformedSignature)]
    [InlineData($"v1={Good},v2={Good}", WebhookFault.MalformedSignature)]
    [InlineData("t=1700000000", WebhookFault.MalformedSignature)]
    [InlineData($"t=1700000000,v0={Good}", WebhookFault.MalformedSignature)]
    [InlineData($"t=1700000000,v1={Good},t=1700000001", WebhookFault.MalformedSignature)]
    [InlineData($"t=1700000000,v1={Good},t=1700000000,v1={Good}", WebhookFault.MalformedSignature)]
    [InlineData($"T=1700000000,V1={Good}", WebhookFault.MalformedSignature)]
    [InlineData(Good, WebhookFault.MalformedSignature)]
    public void A_header_is_read_by_its_keys(string header, WebhookFault? fault)
    {
        var verdict = new TimestampedSignature("X-Convoy-Signature", ',').Verify(Calls.Of(Body, ("X-Convoy-Signature", header)), ["convoy-webhook-secret"], Calls.Now);

        Assert.Equal(fault, verdict.Fault());
    }

    [Fact]
    public void A_right_signature_that_is_too_old_is_called_that()
    {
        var call = Calls.Of(Body, ("X-Convoy-Signature", $"t=1700000000,v1={Good}"));

        Assert.Equal(WebhookFault.OutsideTolerance, new TimestampedSignature("X-Convoy-Signature", ',').Verify(call, ["convoy-webhook-secret"], Calls.Now.AddHours(1)).Fault());
    }

    [Fact]
    public void The_separator_belongs_to_the_scheme()
    {
        var call = Calls.Of(Body, ("X-Convoy-Signature", $"t=1700000000,v1={Good}"));

        Assert.Equal(WebhookFault.WrongSignature, new TimestampedSignature("X-Convoy-Signature").Verify(call, ["convoy-webhook-secret"], Calls.Now).Fault());
    }

    [Fact]
    public void The_secret_is_taken_as_written_with_its_prefix()
    {
        var scheme = new TimestampedSignature("Stripe-Signature");
        var call = Calls.SignedBy(scheme, Body, Calls.Now, "whsec_test_secret");

        Assert.Null(scheme.Verify(call, ["whsec_test_secret"], Calls.Now).Fault());
        Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call, ["test_secret"], Calls.Now).Fault());
    }
}
