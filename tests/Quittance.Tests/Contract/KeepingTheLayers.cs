using System.Reflection;
using System.Xml.Linq;
using Quittance.Domain;
using Quittance.Server.Hosting;

namespace Quittance.Tests.Contract;

/// <summary>Who may know of whom: an endpoint knows no SQL, an operation knows no HTTP, the domain knows nothing.</summary>
public sealed class KeepingTheLayers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // The places that are about HTTP, or put the program together.
    private static readonly string[] Edge = ["Api", "Cli", "Dashboard", "Hosting", "Security", "Webhooks"];

    [Fact]
    public void The_edge_knows_no_sql()
    {
        Assert.Empty(Uses(type => IsIn(type, "Api") || IsIn(type, "Dashboard"), "Npgsql"));
        Assert.All(Sources("Api").Concat(Sources("Dashboard")), file => Assert.DoesNotContain("Npgsql", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Operations_know_no_http()
    {
        Assert.Empty(Uses(type => type.Namespace is { } name && name.StartsWith("Quittance.Server.", StringComparison.Ordinal) && !Edge.Any(place => IsIn(type, place)), "Microsoft.AspNetCore.Http"));
    }

    [Fact]
    public void The_rule_sees_what_methods_use()
    {
        Assert.NotEmpty(Uses(type => IsIn(type, "Storage"), "Npgsql"));
        Assert.NotEmpty(Uses(type => IsIn(type, "Api"), "Microsoft.AspNetCore.Http"));
    }

    [Fact]
    public void The_domain_references_nothing()
    {
        Assert.All(typeof(Refusal).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
        Assert.Empty(ReferencesOf("Quittance.Domain"));
    }

    [Fact]
    public void Connectors_reference_the_domain_only() =>
        Assert.Equal(["../Quittance.Domain/Quittance.Domain.csproj"], ReferencesOf("Quittance.Connectors").Where(reference => reference.EndsWith(".csproj", StringComparison.Ordinal)));

    private static IEnumerable<string> ReferencesOf(string project) => XDocument.Load(Repository.PathOf($"src/{project}/{project}.csproj")).Descendants()
        .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
        .Select(element => element.Attribute("Include")!.Value);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.Exists(Repository.PathOf($"src/Quittance.Server/{folder}")) ? Directory.EnumerateFiles(Repository.PathOf($"src/Quittance.Server/{folder}"), "*.cs", SearchOption.AllDirectories) : [];

    private static bool IsIn(Type type, string place) => $"{type.Namespace}.".StartsWith($"Quittance.Server.{place}.", StringComparison.Ordinal);

    /// <summary>The members whose fields, signatures or local variables have a type of that namespace; what the compiler made of lambdas and async methods included.</summary>
    private static List<string> Uses(Func<Type, bool> of, string forbidden) =>
    [
        .. typeof(QuittanceHost).Assembly.GetTypes().Where(type => of(type)).SelectMany(type =>
            type.GetFields(All).Where(field => Names(field.FieldType, forbidden)).Select(field => $"{type}.{field.Name}")
                .Concat(type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
                    .Where(method => TypesOf(method).Any(used => Names(used, forbidden))).Select(method => $"{type}.{method.Name}"))),
    ];

    private static IEnumerable<Type> TypesOf(MethodBase method) => method.GetParameters().Select(parameter => parameter.ParameterType)
        .Concat(method is MethodInfo { ReturnType: var result } ? [result] : [])
        .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []);

    private static bool Names(Type type, string forbidden) =>
        $"{type.Namespace}.".StartsWith($"{forbidden}.", StringComparison.Ordinal)
        || (type.HasElementType && Names(type.GetElementType()!, forbidden))
        || (type.IsGenericType && type.GetGenericArguments().Any(argument => Names(argument, forbidden)));
}
