using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.Webhooks;

namespace Quittance.Tests.Webhooks;

/// <summary>Whatever stands in the headers, the answer is a no and never an exception.</summary>
public sealed class ReadingHostileHeaders
{
    private const string Body = """{"id":"evt_1"}""";

    private const string Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string PublicKey = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static readonly string[] Pieces =
    [
        "t=", "v1=", "v1,", "v1a,", "v0=", ",", " ", "=", ".", "sha256=", "1700000000", "1700000001", "-1", "Infinity", "99999999999999999999", "\0", "\u00e9", "\ud800",
        new('0', 64), new('f', 64), new('g', 64), Convert.ToBase64String(new byte[32]), Convert.ToBase64String(new byte[64]), new('A', 5000),
    ];

    public static TheoryData<string> Schemes => [.. WebhookScheme.Names];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Random_text_never_verifies(string name) =>
        Prop.ForAll(ArbMap.Default.ArbFor<(string?, string?, string?)>(), text => IsRefused(name, text.Item1 ?? "", text.Item2 ?? "", text.Item3 ?? ""))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Pieces_of_real_headers_in_any_order_never_verify(string name) =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().ToArbitrary(), pieces => IsRefused(name, string.Concat(pieces), "msg_1", "1700000000"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_right_header_with_a_changed_character_verifies_only_if_it_means_the_same(string name)
    {
        var scheme = WebhookScheme.Of(name)!;
        var call = Calls.SignedBy(scheme, Body, Calls.Now, Secret);
        var header = name == StandardWebhooks.SchemeName ? "webhook-signature" : WebhookScheme.DefaultHeader;
        var text = call.Headers[header];

        Prop.ForAll(Gen.Choose(0, text.Length - 1).Zip(Gen.Choose(0x20, 0x7E)).ToArbitrary(), change =>
        {
            var changed = $"{text[..change.Item1]}{(char)change.Item2}{text[(change.Item1 + 1)..]}";
            var isAccepted = scheme.Verify(call.With(header, changed), [Secret], Calls.Now).Fault() is null;
            return !isAccepted || Meaning(changed) == Meaning(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static bool IsRefused(string name, string signature, string id, string time)
    {
        var call = Calls.Of(
            Body, (WebhookScheme.DefaultHeader, signature), ("webhook-signature", signature), ("webhook-id", id), ("webhook-timestamp", time), ("svix-signature", signature));
        return WebhookScheme.Of(name)!.Verify(call, [Secret, PublicKey], Calls.Now).Fault() is not null;
    }

    // Case of hexadecimal digits, the optional prefix, separators and the unused bits of base64's last digit say nothing.
    private static string Meaning(string text)
    {
        var token = text.Split([',', ' ', '='], StringSplitOptions.RemoveEmptyEntries).Single(part => part.Length is 43 or 44 or 64);
        return token.Length == 64 ? token.ToUpperInvariant() : Convert.ToBase64String(Convert.FromBase64String(token.TrimEnd('=') + "="));
    }
}
