using Quittance.Server.Api;
using Quittance.Server.Api.Network;
using Quittance.Server.Security;
using Quittance.Tests.Accounting;

namespace Quittance.Tests.Contract;

/// <summary>An organization in which one of everything exists, made when it is asked for.</summary>
internal sealed class World
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly Tenant _tenant;
    private string? _limitedToken;

    private World(Tenant tenant) => _tenant = tenant;

    /// <summary>What <c>client_id</c> names, once it was asked for.</summary>
    public TestClient? Client { get; set; }

    /// <summary>The owner, who may do and see everything.</summary>
    public Tenant Owner => _tenant;

    public static async Task<World> NewAsync(TestServer server) => new(await server.NewTenantAsync());

    /// <summary>The owner as a caller of the operation: of the Accounting dialect's, about the payer.</summary>
    public async Task<Tenant> CallerAsync(ApiOperation operation) => operation.TakesEntity ? Owner.For(await IdAsync("businessId")) : Owner;

    /// <summary>The id of a real thing that a parameter of this name can name.</summary>
    /// <param name="dialect">In whose documents the name stands: the same word may name different things.</param>
    public async Task<string> IdAsync(string parameter, string dialect = NetworkApi.Document)
    {
        var name = Things.NameOf(parameter, dialect);
        if (!_ids.TryGetValue(name, out var id))
        {
            id = await Things.Of(parameter, dialect).Make(this);
            _ids[name] = id;
        }

        return id;
    }

    /// <summary>A real thing for each parameter of the operation's path.</summary>
    public async Task<Dictionary<string, string>> IdsAsync(ApiOperation operation)
    {
        var ids = new Dictionary<string, string>();
        foreach (var parameter in operation.PathParameters)
        {
            ids[parameter] = await IdAsync(parameter, operation.Document.Name);
        }

        return ids;
    }

    /// <summary>The same organization seen with every permission but limited to <see cref="Things.Elsewhere"/>, of which nothing else here is.</summary>
    public async Task<Tenant> LimitedAsync()
    {
        Assert.True(Ids.TryRead(NetworkIds.Business, await IdAsync(Things.Elsewhere), out var elsewhere));
        _limitedToken ??= await TokenMaking.AddAsync(_tenant.Server.Owner, _tenant.Id, Permission.All, [elsewhere]);
        return _tenant.With(_limitedToken).For(await IdAsync(Things.Elsewhere));
    }
}
