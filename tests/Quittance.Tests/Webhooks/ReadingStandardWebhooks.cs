using System.Text;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Webhooks;

public sealed class ReadingStandardWebhooks
{
    private const string Body = """{"type":"invoice.paid"}""";

    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string Whpk = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private const string Whsk = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

    private static readonly StandardWebhooks Scheme = new();

    private static readonly InboundWebhook Signed = Calls.SignedBy(Scheme, Body, Calls.Now, Secret);

    private static readonly string Good = Signed.Headers["webhook-signature"];

    private static readonly string Wrong = Calls.SignedBy(Scheme, "other", Calls.Now, Secret).Headers["webhook-signature"];

    public static TheoryData<string, WebhookFault?> SignatureHeaders => new()
    {
        { $"{Wrong} {Good}", null },
        { $"{Good} {Wrong}", null },
        { $"{Wrong},{Good}", null },
        { $"{Wrong}, {Good}", null },
        { $"v2,abc {Good}", null },
        { $"v1,junk {Good}", null },
        { $"v1,{Good}", null },
        { $"v1a,{Convert.ToBase64String(new byte[64])} {Good}", null },
        { Wrong, WebhookFault.WrongSignature },
        { $"{Wrong} {Wrong}", WebhookFault.WrongSignature },
        { $"v1a,{Convert.ToBase64String(new byte[64])}", WebhookFault.WrongSignature },
        { Good[3..], WebhookFault.MalformedSignature },
        { "v1", WebhookFault.MalformedSignature },
        { "v1,", WebhookFault.MalformedSignature },
        { "v1,1234567890", WebhookFault.MalformedSignature },
        { "v1a," + Good[3..], WebhookFault.MalformedSignature },
        { "v2," + Good[3..], WebhookFault.MalformedSignature },
        { "V1," + Good[3..], WebhookFault.MalformedSignature },
    };

    [Theory]
    [MemberData(nameof(SignatureHeaders))]
    public void Any_signature_of_a_known_version_may_fit(string header, WebhookFault? fault) =>
        Assert.Equal(fault, Scheme.Verify(Signed.With("webhook-signature", header), [Secret], Calls.Now).Fault());

    [Theory]
    [InlineData("")]
    [InlineData("msg.1")]
    [InlineData("msg 1")]
    [InlineData("msg_\u00e9")]
    [InlineData("msg_1\n")]
    public void An_id_that_could_be_read_in_two_ways_is_refused(string id)
    {
        Assert.Equal(WebhookFault.MalformedSignature, Scheme.Verify(Signed.With("webhook-id", id), [Secret], Calls.Now).Fault());
        Assert.Throws<FormatException>(() => Scheme.Sign(id, Signed.Body, [Secret], Calls.Now));
    }

    [Fact]
    public void An_id_of_any_length_is_not_kept() =>
        Assert.Equal(WebhookFault.MalformedSignature, Scheme.Verify(Signed.With("webhook-id", new string('x', StandardWebhooks.IdMax + 1)), [Secret], Calls.Now).Fault());

    [Fact]
    public void Another_id_is_another_signature() =>
        Assert.Equal(WebhookFault.WrongSignature, Scheme.Verify(Signed.With("webhook-id", "msg_2"), [Secret], Calls.Now).Fault());

    [Fact]
    public void A_missing_id_or_time_is_not_made_up_from_the_other_family()
    {
        var mixed = Calls.Of(
            Encoding.UTF8.GetBytes(Body), ("webhook-signature", Good), ("svix-id", Signed.Headers["webhook-id"]), ("svix-timestamp", Signed.Headers["webhook-timestamp"]));

        Assert.Equal(WebhookFault.MalformedSignature, Scheme.Verify(mixed, [Secret], Calls.Now).Fault());
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_no base64!")]
    [InlineData("not base64 at all")]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData(Whsk)]
    public void A_secret_that_cannot_verify_is_none(string secret)
    {
        Assert.False(Scheme.Takes(secret));
        Assert.Equal(WebhookFault.NoSecret, Scheme.Verify(Signed, [secret], Calls.Now).Fault());
        Assert.Null(Scheme.Verify(Signed, [secret, Secret], Calls.Now).Fault());
    }

    [Fact]
    public void A_public_key_is_never_a_shared_secret()
    {
        var forged = Calls.SignedBy(Scheme, Body, Calls.Now, Whpk["whpk_".Length..]);

        Assert.Equal(WebhookFault.WrongSignature, Scheme.Verify(forged, [Whpk], Calls.Now).Fault());
        Assert.Throws<FormatException>(() => Scheme.Sign("msg_1", Signed.Body, [Whpk], Calls.Now));
    }

    [Fact]
    public void Both_kinds_of_signature_may_stand_beside_each_other()
    {
        var call = Calls.SignedBy(Scheme, Body, Calls.Now, Secret, Whsk);

        Assert.Null(Scheme.Verify(call, [Whpk], Calls.Now).Fault());
        Assert.Null(Scheme.Verify(call, [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.WrongSignature, Scheme.Verify(call.WithBody(Body + " "), [Whpk, Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.OutsideTolerance, Scheme.Verify(call, [Whpk], Calls.Now.AddSeconds(301)).Fault());
    }
}
