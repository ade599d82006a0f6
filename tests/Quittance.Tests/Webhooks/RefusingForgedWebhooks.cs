using System.Globalization;
using System.Text;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Webhooks;

/// <summary>What holds for every scheme.</summary>
public sealed class RefusingForgedWebhooks
{
    private const string Body = """{"event":"charge.success","amount":1000,"currency":"NGN"}""";

    // Base64 too, so that every scheme can use them.
    private const string Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string Other = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    public static TheoryData<string> Schemes => [.. WebhookScheme.Names];

    public static TheoryData<string> TimedSchemes => [StandardWebhooks.SchemeName, TimestampedSignature.SchemeName];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_signed_call_is_accepted_and_known_again_by_what_is_signed(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);
        var key = scheme.Verify(call, [Secret], Calls.Now).Key();

        // An id that is not signed is how a captured call would be passed off as a new one.
        Assert.Equal(key, scheme.Verify(call.With("X-Delivery-Id", "other").With("X-GitHub-Delivery", "other"), [Secret], Calls.Now).Key());
        Assert.Equal(key, scheme.Verify(Calls.SignedBy(scheme, Body, Calls.Now.AddSeconds(60), Secret), [Secret], Calls.Now).Key());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Every_changed_byte_of_the_body_is_noticed(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        for (var place = 0; place < Body.Length; place++)
        {
            var changed = Encoding.UTF8.GetBytes(Body);
            changed[place] ^= 1;
            Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call with { Body = changed }, [Secret], Calls.Now).Fault());
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_body_that_says_the_same_in_other_bytes_is_refused(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        foreach (var same in new[] { Body.Replace(",", ", ", StringComparison.Ordinal), Body + "\n", "\uFEFF" + Body, Body.Replace("1000", "1e3", StringComparison.Ordinal), "" })
        {
            Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call.WithBody(same), [Secret], Calls.Now).Fault());
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Bytes_that_are_no_text_are_verified_as_they_are(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        byte[] body = [0, 0xFF, 0xFE, 0x0D, 0x0A, 0xC3];
        var headers = scheme.Sign("msg_1", body, [Secret], Calls.Now);

        Assert.Null(scheme.Verify(new InboundWebhook(headers, body), [Secret], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Another_secret_is_refused_and_any_of_two_that_fits_will_do(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call, [Other], Calls.Now).Fault());
        Assert.Null(scheme.Verify(call, [Other, Secret], Calls.Now).Fault());
        Assert.Null(scheme.Verify(call, [Secret, Other], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_sender_that_changes_its_secret_may_sign_with_both(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Other, Secret);

        Assert.Null(scheme.Verify(call, [Secret], Calls.Now).Fault());
        Assert.Null(scheme.Verify(call, [Other], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Without_a_secret_nothing_is_accepted_and_an_empty_one_is_none(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        Assert.Equal(WebhookFault.NoSecret, scheme.Verify(call, [], Calls.Now).Fault());
        Assert.Equal(WebhookFault.NoSecret, scheme.Verify(call, [""], Calls.Now).Fault());
        Assert.False(scheme.Takes(""));
        Assert.True(scheme.Takes(Secret));
        Assert.Throws<FormatException>(() => scheme.Sign("msg_1", call.Body, [""], Calls.Now));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_call_without_the_header_is_not_signed(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var header = name == StandardWebhooks.SchemeName ? "webhook-signature" : WebhookScheme.DefaultHeader;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        Assert.Equal(WebhookFault.NoSignature, scheme.Verify(Calls.Of(Body), [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.NoSignature, scheme.Verify(call.With(header, "  "), [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.MalformedSignature, scheme.Verify(call.With(header, "nonsense"), [Secret], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_header_that_is_too_long_is_not_read(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var header = name == StandardWebhooks.SchemeName ? "webhook-signature" : WebhookScheme.DefaultHeader;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);
        var padded = call.Headers[header].PadRight(WebhookScheme.HeaderMax);

        Assert.Null(scheme.Verify(call.With(header, padded), [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.MalformedSignature, scheme.Verify(call.With(header, padded + " "), [Secret], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Sixteen_signatures_are_tried_and_seventeen_are_too_many(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var many = Enumerable.Repeat(Other, WebhookScheme.SignaturesMax - 1).Append(Secret).ToArray();

        Assert.Null(scheme.Verify(Calls.SignedBy(scheme, Body, Calls.Now, many), [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.MalformedSignature, scheme.Verify(Calls.SignedBy(scheme, Body, Calls.Now, [Other, .. many]), [Secret], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(TimedSchemes))]
    public void A_call_is_taken_for_five_minutes_in_both_directions(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        foreach (var (seconds, fault) in new (int, WebhookFault?)[] { (-301, WebhookFault.OutsideTolerance), (-300, null), (300, null), (301, WebhookFault.OutsideTolerance) })
        {
            Assert.Equal(fault, scheme.Verify(Calls.SignedBy(scheme, Body, Calls.Now.AddSeconds(seconds), Secret), [Secret], Calls.Now).Fault());
        }

        // Who cannot sign is not told about the time.
        Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(Calls.SignedBy(scheme, Body, Calls.Now.AddDays(-1), Other), [Secret], Calls.Now).Fault());
    }

    [Theory]
    [MemberData(nameof(TimedSchemes))]
    public void Times_go_on_after_2038(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        foreach (var now in new[] { DateTimeOffset.FromUnixTimeSeconds(int.MaxValue + 1L), new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero) })
        {
            Assert.Null(scheme.Verify(Calls.SignedBy(scheme, Body, now, Secret), [Secret], now).Fault());
        }
    }

    [Theory]
    [MemberData(nameof(TimedSchemes))]
    public void A_changed_time_is_noticed(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);
        var header = name == StandardWebhooks.SchemeName ? "webhook-timestamp" : WebhookScheme.DefaultHeader;
        var time = Calls.Now.ToUnixTimeSeconds();
        string At(long seconds) => call.Headers[header].Replace(time.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call.With(header, At(time + 1)), [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.WrongSignature, scheme.Verify(call.With(header, At(time + 1000)), [Secret], Calls.Now.AddSeconds(1000)).Fault());
    }

    [Theory]
    [MemberData(nameof(TimedSchemes))]
    public void A_time_that_is_no_plain_number_of_seconds_is_refused(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);
        var header = name == StandardWebhooks.SchemeName ? "webhook-timestamp" : WebhookScheme.DefaultHeader;
        foreach (var time in new[] { "Infinity", "-Infinity", "NaN", "", "-1", "+1700000000", "1.7e9", "1700000000.5", "0x6553F100", "1700000000000", "9223372036854775808", "\u0661\u0667", "1 700 000 000", "2023-11-14T22:13:20Z" })
        {
            var text = call.Headers[header].Replace("1700000000", time, StringComparison.Ordinal);
            Assert.Equal(WebhookFault.MalformedSignature, scheme.Verify(call.With(header, text), [Secret], Calls.Now).Fault());
        }
    }

    [Fact]
    public void A_name_that_is_no_scheme_has_none()
    {
        Assert.Null(WebhookScheme.Of("md5"));
        Assert.Null(WebhookScheme.Of(""));
        Assert.Null(WebhookScheme.Of("Standard"));
    }

    [Theory]
    [InlineData("timestamped", "X-Qonto-Signature")]
    [InlineData("body-hex", "X-Hub-Signature-256")]
    [InlineData("body-base64", "x-bill-sha-signature")]
    public void The_header_can_be_chosen(string name, string header)
    {
        var scheme = WebhookScheme.Of(name, header)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);

        Assert.Equal(header, Assert.Single(call.Headers).Key);
        Assert.Null(scheme.Verify(call, [Secret], Calls.Now).Fault());
        Assert.Equal(WebhookFault.NoSignature, WebhookScheme.Of(name)!.Verify(call, [Secret], Calls.Now).Fault());
    }
}
