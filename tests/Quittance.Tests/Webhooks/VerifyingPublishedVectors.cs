using System.Security.Cryptography;
using System.Text;
using Quittance.Connectors.Webhooks;

namespace Quittance.Tests.Webhooks;

/// <summary>What the senders themselves publish verifies, and signing the same gives the same.</summary>
public sealed class VerifyingPublishedVectors
{
    private const string Event = """{"id":"evt_1","object":"event"}""";

    private const string Charge = """{"event":"charge.success","amount":1000,"currency":"NGN"}""";

    private const string QontoRegistration =
        """{"id":"75341dcb-0376-474d-97d7-d2c03ff3973c","event_type":"registrations.pending","resource_type":"registration","resource_id":"525817f7-93e8-4f31-a83d-20319778b4b0","created_at":"2022-08-29T13:17:32Z"}""";

    private const string StandardId = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private const string StandardBody = """{"test": 2432232314}""";

    // The first key pair of RFC 8032, section 7.1, as Standard Webhooks writes keys.
    private const string Whpk = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private const string Whsk = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";

    private static readonly DateTimeOffset StandardTime = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    /// <summary>Name, scheme, secret, body, header, signature.</summary>
    public static TheoryData<string, WebhookScheme, string, string, string, string> Bodies => new()
    {
        {
            "GitHub", new BodySignature("X-Hub-Signature-256", isBase64: false), "It's a Secret to Everybody", "Hello, World!",
            "X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        },
        {
            "Qonto onboarding", new BodySignature("Qonto-SHA256-Signature", isBase64: false), "secret_key", QontoRegistration,
            "Qonto-SHA256-Signature", "b0d249e653f1310fa5b7f26d5682548afa1799353b92fcafd4cacbd90312023e"
        },
        {
            "Convoy simple, hex", new BodySignature("X-Convoy-Signature", isBase64: false), "convoy-webhook-secret", Charge,
            "X-Convoy-Signature", "244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4"
        },
        {
            "Convoy simple, base64", new BodySignature("X-Convoy-Signature", isBase64: true), "convoy-webhook-secret", Charge,
            "X-Convoy-Signature", "JERJt/SMvCcJBgydzcKzqkenj1QEMFeQFcV5+xLe+7Q="
        },
        {
            "BILL", new BodySignature("x-bill-sha-signature", isBase64: true), "securityKey123", Event,
            "x-bill-sha-signature", "UAHKNRYvmBHd9GHeFb5XQW7RHAQpCCFdsqKXXkb7TFk="
        },
        {
            "Convoy advanced", new TimestampedSignature("X-Convoy-Signature", ','), "convoy-webhook-secret", Charge,
            "X-Convoy-Signature", "t=1700000000,v1=77b8b9269f25a199846a55a2bd25b3fba151c70fdae60bb1dcd87fbbc943c55c"
        },
        {
            "Stripe's form", new TimestampedSignature("Stripe-Signature"), "whsec_test_secret", Event,
            "Stripe-Signature", "t=1700000000,v1=0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_published_signature_verifies(string name, WebhookScheme scheme, string secret, string body, string header, string signature)
    {
        var verdict = scheme.Verify(Calls.Of(body, (header, signature)), [secret], Calls.Now);

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(body)), verdict.Key());
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Signing_the_same_gives_the_published_signature(string name, WebhookScheme scheme, string secret, string body, string header, string signature)
    {
        var signed = scheme.Sign("msg_1", Encoding.UTF8.GetBytes(body), [secret], Calls.Now)[header];

        Assert.EndsWith(signature, signed, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Whpk, "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==")]
    public void A_standard_webhook_verifies_and_is_known_by_its_id(string secret, string signature)
    {
        foreach (var family in new[] { "webhook", "svix", "Webhook" })
        {
            var call = Calls.Of(StandardBody, ($"{family}-id", StandardId), ($"{family}-timestamp", "1614265330"), ($"{family}-signature", signature));

            Assert.Equal(Encoding.UTF8.GetBytes(StandardId), new StandardWebhooks().Verify(call, [secret], StandardTime).Key());
        }
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Whsk, "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==")]
    public void Signing_a_standard_webhook_gives_the_same(string secret, string signature)
    {
        var headers = new StandardWebhooks().Sign(StandardId, Encoding.UTF8.GetBytes(StandardBody), [secret], StandardTime);

        Assert.Equal((StandardId, "1614265330", signature), (headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]));
    }

    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_is_that_of_rfc_8032(string privateKey, string publicKey, string message, string signature)
    {
        byte[] key = Convert.FromHexString(publicKey), text = Convert.FromHexString(message), good = Convert.FromHexString(signature);

        Assert.Equal(good, Ed25519.Sign(Convert.FromHexString(privateKey), text));
        Assert.True(Ed25519.Verify(key, text, good));
        Assert.False(Ed25519.Verify(key, [.. text, 0], good));
        Assert.False(Ed25519.Verify(key, text, [.. good[..^1], (byte)(good[^1] ^ 1)]));
        Assert.False(Ed25519.Verify(key, text, good.AsSpan(..^1)));
        Assert.False(Ed25519.Verify(key.AsSpan(..^1), text, good));
        Assert.False(Ed25519.Verify(new byte[32], text, good));
    }
}
