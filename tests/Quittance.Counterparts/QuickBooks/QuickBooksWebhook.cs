using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>A call that Intuit makes when something has changed, in either of its two forms, signed with the application's verifier token.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="Signature">The value of <c>intuit-signature</c>.</param>
public sealed record QuickBooksWebhook(byte[] Body, string Signature)
{
    /// <summary>The form until 2026: notifications by company.</summary>
    public static QuickBooksWebhook Notifications(string verifierToken, DateTimeOffset now, params (string Realm, string Kind, string Id)[] changes) => Signed(verifierToken, new JsonObject
    {
        ["eventNotifications"] = new JsonArray([.. changes.GroupBy(change => change.Realm).Select(realm => (JsonNode)new JsonObject
        {
            ["realmId"] = realm.Key,
            ["dataChangeEvent"] = new JsonObject
            {
                ["entities"] = new JsonArray([.. realm.Select(change => (JsonNode)new JsonObject
                {
                    ["name"] = change.Kind, ["id"] = change.Id, ["operation"] = "Update", ["lastUpdated"] = now.ToString("O", CultureInfo.InvariantCulture),
                })]),
            },
        })]),
    });

    /// <summary>The form since: an array of CloudEvents.</summary>
    public static QuickBooksWebhook CloudEvents(string verifierToken, DateTimeOffset now, params (string Realm, string Kind, string Id)[] changes) =>
        Signed(verifierToken, new JsonArray([.. changes.Select((change, number) => (JsonNode)new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"88cd52aa-33b6-4351-9aa4-{number:D12}",
            ["source"] = "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
            ["type"] = $"qbo.{change.Kind.ToUpperInvariant()}.updated.v1",
            ["datacontenttype"] = "application/json",
            ["time"] = now.ToString("O", CultureInfo.InvariantCulture),
            ["intuitentityid"] = change.Id,
            ["intuitaccountid"] = change.Realm,
            ["data"] = new JsonObject(),
        })]));

    /// <summary>Makes the call.</summary>
    /// <returns>The status that was answered.</returns>
    public async Task<int> SendAsync(Uri to, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new("application/json");
        content.Headers.Add("intuit-signature", Signature);
        using var answer = await http.PostAsync(to, content, cancel);
        return (int)answer.StatusCode;
    }

    private static QuickBooksWebhook Signed(string verifierToken, JsonNode body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return new(bytes, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(verifierToken), bytes)));
    }
}
