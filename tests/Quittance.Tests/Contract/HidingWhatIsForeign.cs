using System.Text.Json.Nodes;
using Quittance.Server.Api;
using Quittance.Tests.Payments;

namespace Quittance.Tests.Contract;

/// <summary>What a caller may not know of answers as what does not exist, in every operation of the documents.</summary>
public sealed class HidingWhatIsForeign(TestServer server)
{
    // Where anybody may call, nobody is a stranger: a provider's webhook is anyone's to send, and its signature decides.
    public static TheoryData<string> WithPathIds => [.. ApiOperation.All.Where(operation => !operation.IsAnonymous && operation.PathParameters.Count > 0).Select(operation => operation.ToString())];

    public static TheoryData<string> WithBodyIds =>
        [.. ApiOperation.All.Where(operation => operation.Body is { } body && SampleBody.IdFields(body).Any()).Select(operation => operation.ToString())];

    // Fields that the smallest valid body has no use for, and is not asked about: a wallet has no schema, and a comment keeps its author.
    private static readonly string[] Unused = ["addPaymentMethod.schemaId", "editInvoiceComment.userId"];

    // What an operation cannot do without, in its query.
    private static readonly Dictionary<string, string> Queries = new() { ["estimateVendorCredits"] = "?amount=1" };

    [Theory]
    [MemberData(nameof(WithPathIds))]
    public async Task An_unknown_id_and_a_foreign_one_are_the_same(string name)
    {
        var operation = ApiOperation.All.First(one => one.ToString() == name);
        var (mine, theirs) = (await World.NewAsync(server), await World.NewAsync(server));
        var ids = await mine.IdsAsync(operation);
        var owner = await mine.CallerAsync(operation);
        Task<object?> BodyAsync() => SampleBody.ContentAsync(operation, mine);

        foreach (var parameter in operation.PathParameters.Where(parameter => Things.Of(parameter, operation.Document.Name).IsId))
        {
            var answers = new List<(string What, Answer Answer)>();
            foreach (var (what, id) in await StrangersAsync(operation, parameter, theirs))
            {
                answers.Add((what, await SendAsync(owner, operation, ids, parameter, id, await BodyAsync())));
            }

            if (Things.Of(parameter, operation.Document.Name).IsBehindBusinessWall)
            {
                answers.Add(("one behind the business wall", await SendAsync(await mine.LimitedAsync(), operation, await SeenByLimitedAsync(operation, mine), parameter, ids[parameter], await BodyAsync())));
            }

            var expected = answers[0].Answer.Is(404).Body;
            var telling = answers.Where(pair => pair.Answer.Status != 404 || pair.Answer.Body != expected).Select(pair => $"{pair.What}: {pair.Answer.Status} {pair.Answer.Body}").ToList();
            Assert.True(telling.Count == 0, $"{operation} answers an unknown {parameter} with {expected}, but {string.Join("; ", telling)}");
        }

        // The same request with the ids of one's own gets through, or the answers above would prove nothing.
        var own = await SendAsync(owner, operation, ids, operation.PathParameters[0], ids[operation.PathParameters[0]], await BodyAsync());
        var isLacking = own.Status == 404 && own.Body.Contains(ids[operation.PathParameters[0]], StringComparison.Ordinal); // It is there, but what is asked of it is not.
        Assert.True(own.Status is < 400 or 409 || isLacking, $"{operation} with real ids and {await SampleBody.OfAsync(operation, mine)} was answered with {own.Status}: {own.Body}. If the body is not valid, teach {nameof(SampleBody)}.");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(WithBodyIds))]
    public async Task An_unknown_id_and_a_foreign_one_are_the_same_in_a_body(string name)
    {
        var operation = ApiOperation.All.First(one => one.ToString() == name);
        var (mine, theirs) = (await World.NewAsync(server), await World.NewAsync(server));
        var ids = await mine.IdsAsync(operation);
        var owner = await mine.CallerAsync(operation);

        foreach (var field in SampleBody.IdFields(operation.Body!.Value).Where(field => Things.Find(SampleBody.Singular(field), operation.Document.Name) is not null && !Unused.Contains($"{operation.Id}.{field}")))
        {
            var answers = new List<(string Said, Answer Answer)>();
            foreach (var id in new[] { UnknownOf(operation, field), UnknownOf(operation, field), await theirs.IdAsync(SampleBody.Singular(field), operation.Document.Name) })
            {
                var body = (await SampleBody.OfAsync(operation, mine))!.AsObject();
                body[field] = field == SampleBody.Singular(field) ? id : new JsonArray(id);
                var answer = await owner.SendAsync(new HttpMethod(operation.Method), operation.PathWith(ids), body);
                answers.Add((answer.Body.Replace(id, "ID", StringComparison.Ordinal), answer));
            }

            Assert.True(answers[0].Answer.Status is >= 400 and < 500, $"{operation} answered {answers[0].Answer.Status} to an unknown {field}: {answers[0].Answer.Body}");
            Assert.True(answers.Select(pair => (pair.Answer.Status, pair.Said)).Distinct().Count() == 1, $"{operation} tells a foreign {field} from an unknown one: {string.Join(" and ", answers.Select(pair => pair.Said))}");
        }
    }

    private static async Task<IReadOnlyList<(string What, string Id)>> StrangersAsync(ApiOperation operation, string parameter, World theirs)
    {
        var foreign = await theirs.IdAsync(parameter, operation.Document.Name);
        var bare = Guid.Parse(foreign[(foreign.IndexOf('_', StringComparison.Ordinal) + 1)..]);
        var unknown = UnknownOf(operation, parameter);
        (string, string)[] broken = [("a broken id", "nonsense"), ("an id cut short", foreign[..^1]), ("an id with a tail", $"{foreign}0"), ("an id with another prefix", $"x_{bare:n}")];
        return
        [
            ("an unknown id", unknown),
            ("an unknown bare id", unknown[^32..]),
            ("another unknown id", UnknownOf(operation, parameter)),
            .. operation.Document.Dialect == Dialect.Accounting ? [] : broken, // To that dialect a broken id is a fault of the request, whoever sends it.
            ("another organization's id", foreign),
            ("another organization's bare id", $"{bare:n}"),
            ("another organization's id with hyphens", $"{bare:d}"),
        ];
    }

    private static string UnknownOf(ApiOperation operation, string name) =>
        $"{DocumentedIds.PrefixOf(operation.Document.Dialect, name)}{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";

    // The ids that stand around the one in question: a limited caller puts in the business that it sees, and what it has there.
    private static async Task<Dictionary<string, string>> SeenByLimitedAsync(ApiOperation operation, World world)
    {
        var ids = await world.IdsAsync(operation);
        if (ids.ContainsKey("businessId"))
        {
            ids["businessId"] = await world.IdAsync(Things.Elsewhere);
        }

        if (ids.ContainsKey("entityId") && operation.Document.Dialect == Dialect.Payments)
        {
            ids["entityId"] = PaymentsSteps.EntityOf(await world.IdAsync(Things.Elsewhere));
        }

        if (ids.ContainsKey("connectionId") && operation.Document.Dialect == Dialect.Intake)
        {
            ids["connectionId"] = await world.IdAsync(Things.ElsewhereConnection);
        }

        return ids;
    }

    private static Task<Answer> SendAsync(Tenant caller, ApiOperation operation, Dictionary<string, string> ids, string parameter, string id, object? body) =>
        caller.SendAsync(new HttpMethod(operation.Method), operation.PathWith(new Dictionary<string, string>(ids) { [parameter] = id }) + Queries.GetValueOrDefault(operation.Id), body);
}
